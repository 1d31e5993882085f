create or replace function brigade.open_stage(run bigint, stage text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    enqueued bigint;
begin
    with first as (
        select f.kind, f.key, f.payload, i.offline, i.source,
               case when to_jsonb(i) ->> f.instead is null then coalesce(f.requests, 0) else 0 end as requests
        from brigade.runs i, brigade.stages t,
             jsonb_to_recordset(t.first_jobs) as f(kind text, key text, requests smallint, payload jsonb, instead text)
        where i.id = open_stage.run and t.pipeline = i.pipeline and t.name = open_stage.stage),
    omitted as (
        insert into brigade.omissions (run_id, stage, key, reason, message)
        select open_stage.run, open_stage.stage, f.kind, f.offline, f.source || ' could not be asked for it'
        from first f where f.requests > 0 and f.offline is not null
        on conflict (run_id, stage, key) do nothing),
    added as (
        insert into brigade.jobs (run_id, stage, kind, key, requests, payload)
        select open_stage.run, open_stage.stage, f.kind, f.key, f.requests, f.payload
        from first f where f.requests = 0 or f.offline is null
        on conflict on constraint one_job_per_key do nothing
        returning id),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs)
        select open_stage.run, 'jobs', 'added', open_stage.stage, array_agg(a.id order by a.id) from added a
            having count(*) > 0)
    select count(*) into enqueued from added;

    update brigade.run_stages s
    set state = 'open', pending = s.pending + enqueued, finished_at = null,
        started_at = coalesce(s.started_at, clock_timestamp())
    where s.run_id = open_stage.run and s.stage = open_stage.stage;
    update brigade.runs i set stage = open_stage.stage where i.id = open_stage.run;
end $$;
comment on function brigade.open_stage(bigint, text) is
$$Opens a stage of a run and enqueues its first jobs, unless they are there.
Of an import that cannot ask its source, the jobs that would ask are noted in brigade.omissions instead.
brigade.advance calls this and holds the locks.$$;
