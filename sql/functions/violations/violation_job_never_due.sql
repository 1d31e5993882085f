create or replace function brigade.violation_job_never_due(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select j.run_id, jsonb_build_object('job', j.id),
           format('job %s of %s is not due before %s: no lease and no back-off is that long',
                  j.key, j.stage, j.run_after)
    from brigade.jobs j
    join brigade.runs i on i.id = j.run_id
    join brigade.stages t on t.pipeline = i.pipeline and t.name = j.stage
    where (run is null or j.run_id = run) and j.state = 'ready'
      and j.run_after > clock_timestamp() + t.lease + interval '2 hours';
end $$;
comment on function brigade.violation_job_never_due(bigint) is
$$Jobs that become due later than any lease or wait can explain.
The import would stand still until then, because no worker claims a job before it is due.$$;
