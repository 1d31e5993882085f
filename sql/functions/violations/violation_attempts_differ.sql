create or replace function brigade.violation_attempts_differ(import bigint default null)
returns table (import_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with claims as (
        select e.import_id, x.job, count(*) as claims, max(x.attempt) as attempt
        from brigade.imports i
        join brigade.events e on e.import_id = i.id and e.subject = 'jobs' and e.event = 'claimed'
        cross join lateral unnest(e.jobs, e.attempts) x(job, attempt)
        where (import is null or i.id = import) and brigade.has_all_events(i.id)
        group by e.import_id, x.job)
    select j.import_id, jsonb_build_object('job', j.id),
           format('job %s of %s counts %s attempts, and was claimed %s times',
                  j.key, j.stage, j.attempt, coalesce(c.claims, 0))
    from brigade.imports i
    join brigade.jobs j on j.import_id = i.id
    left join claims c on c.import_id = j.import_id and c.job = j.id
    where (import is null or i.id = import) and brigade.has_all_events(i.id)
      and (j.attempt, j.attempt) is distinct from (coalesce(c.claims, 0), coalesce(c.attempt, 0));
end $$;
comment on function brigade.violation_attempts_differ(bigint) is
$$Jobs whose attempts are not the claims that brigade.events knows.
The attempt is the fence: it tells a worker's report from that of an earlier claim of the same job.$$;
