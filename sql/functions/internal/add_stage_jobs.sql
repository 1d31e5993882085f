create or replace function brigade.add_stage_jobs(run bigint, stage text, jobs jsonb) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    enqueued bigint;
begin
    with wanted as (
        select f.kind, f.key, f.payload, i.offline, i.source,
               case when to_jsonb(i) ->> f.instead is null then coalesce(f.requests, 0) else 0 end as requests
        from brigade.runs i,
             jsonb_to_recordset(jobs) as f(kind text, key text, requests smallint, payload jsonb, instead text,
                part text)
        where i.id = add_stage_jobs.run and brigade.brings(i.parts, f.part)),
    omitted as (
        insert into brigade.omissions (run_id, stage, key, reason, message)
        select add_stage_jobs.run, add_stage_jobs.stage, f.kind, f.offline, f.source || ' could not be asked for it'
        from wanted f where f.requests > 0 and f.offline is not null
        on conflict (run_id, stage, key) do nothing),
    added as (
        insert into brigade.jobs (run_id, stage, kind, key, requests, payload)
        select add_stage_jobs.run, add_stage_jobs.stage, f.kind, f.key, f.requests, f.payload
        from wanted f where f.requests = 0 or f.offline is null
        on conflict on constraint one_job_per_key do nothing
        returning id),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs)
        select add_stage_jobs.run, 'jobs', 'added', add_stage_jobs.stage, array_agg(a.id order by a.id) from added a
            having count(*) > 0)
    select count(*) into enqueued from added;
    return enqueued;
end $$;
comment on function brigade.add_stage_jobs(bigint, text, jsonb) is
$$Enqueues jobs that stand in the row of a stage, unless they are there: jobs is as brigade.stages.first_jobs.
Of an import that cannot ask its source, the jobs that would ask are noted in brigade.omissions instead.
Those of a part that the run leaves out are not added.
Returns how many were added. The caller holds the locks and counts them.$$;
