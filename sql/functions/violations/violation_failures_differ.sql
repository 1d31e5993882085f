create or replace function brigade.violation_failures_differ(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select j.run_id, jsonb_build_object('job', j.id),
           format('job %s of %s has failed without a row in brigade.failures', j.key, j.stage)
    from brigade.run_stages s
    join brigade.jobs j on j.run_id = s.run_id and j.stage = s.stage and j.state = 'failed'
    where (run is null or s.run_id = run) and s.failed > 0
      and not exists (
        select from brigade.failures f where f.run_id = j.run_id and f.stage = j.stage and f.key = j.key)
    union all
    select f.run_id, jsonb_build_object('stage', f.stage, 'key', f.key),
           format('the failure %s of %s is that of no failed job', f.key, f.stage)
    from brigade.failures f
    where (run is null or f.run_id = run)
      and not exists (
        select from brigade.jobs j
        where j.run_id = f.run_id and j.stage = f.stage and j.key = f.key and j.state = 'failed');
end $$;
comment on function brigade.violation_failures_differ(bigint) is
$$Failed jobs without a row in brigade.failures, and rows there without a failed job.
People read brigade.failures, and brigade.retry takes up the jobs. Both must be the same.$$;
