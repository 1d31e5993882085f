create or replace function brigade.violation_attempts_exceeded(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select j.run_id, jsonb_build_object('job', j.id),
           format('job %s of %s was tried %s times, and the budget is %s',
                  j.key, j.stage, j.attempt - j.uncounted, t.max_attempts)
    from brigade.jobs j
    join brigade.runs i on i.id = j.run_id
    join brigade.stages t on t.pipeline = i.pipeline and t.name = j.stage
    where (run is null or j.run_id = run)
      and j.attempt - j.uncounted > t.max_attempts and j.state <> 'failed';
end $$;
comment on function brigade.violation_attempts_exceeded(bigint) is
$$Jobs that were tried more often than their stage allows and have not failed.
Attempts that were given back (brigade.jobs.uncounted) do not count.$$;
