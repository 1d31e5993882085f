create or replace function brigade.violation_attempts_differ(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with claims as (
        select e.run_id, x.job, count(*) as claims, max(x.attempt) as attempt
        from brigade.runs i
        join brigade.events e on e.run_id = i.id and e.subject = 'jobs' and e.event = 'claimed'
        cross join lateral unnest(e.jobs, e.attempts) x(job, attempt)
        where (run is null or i.id = run) and brigade.has_all_events(i.id)
        group by e.run_id, x.job)
    select j.run_id, jsonb_build_object('job', j.id),
           format('job %s of %s counts %s attempts, and was claimed %s times',
                  j.key, j.stage, j.attempt, coalesce(c.claims, 0))
    from brigade.runs i
    join brigade.jobs j on j.run_id = i.id
    left join claims c on c.run_id = j.run_id and c.job = j.id
    where (run is null or i.id = run) and brigade.has_all_events(i.id)
      and (j.attempt, j.attempt) is distinct from (coalesce(c.claims, 0), coalesce(c.attempt, 0));
end $$;
comment on function brigade.violation_attempts_differ(bigint) is
$$Jobs whose attempts are not the claims that brigade.events knows.$$;
