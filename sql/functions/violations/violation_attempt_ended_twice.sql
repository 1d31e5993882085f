create or replace function brigade.violation_attempt_ended_twice(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select e.run_id, jsonb_build_object('job', x.job, 'attempt', x.attempt),
           format('attempt %s of job %s ended %s times', x.attempt, x.job, count(*))
    from brigade.runs i
    join brigade.events e
        on e.run_id = i.id and e.subject = 'jobs' and e.event in ('done', 'failed', 'again', 'released')
    cross join lateral unnest(e.jobs, e.attempts) x(job, attempt)
    where (run is null or i.id = run) and brigade.has_all_events(i.id)
      and x.attempt is not null -- a child import ends its job without one
    group by e.run_id, x.job, x.attempt having count(*) > 1;
end $$;
comment on function brigade.violation_attempt_ended_twice(bigint) is
$$Attempts at a job that ended more than once.
A worker that lost its lease must not finish the job. Two ends mean that two workers did.$$;
