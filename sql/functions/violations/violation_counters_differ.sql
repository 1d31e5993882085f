create or replace function brigade.violation_counters_differ(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with counts as (
        select j.run_id, j.stage, count(*) filter (where j.state = 'ready') as pending,
               count(*) filter (where j.state = 'done') as done, count(*) filter (where j.state = 'failed') as failed
        from brigade.jobs j where run is null or j.run_id = run
        group by j.run_id, j.stage),
    counters as (
        select s.* from brigade.run_stages s where run is null or s.run_id = run)
    select coalesce(s.run_id, c.run_id), jsonb_build_object('stage', coalesce(s.stage, c.stage)),
           case when s.stage is null then format('there are jobs of stage %s, which the import has not', c.stage)
                else format('stage %s counts %s pending, %s done, %s failed; its jobs are %s, %s, %s',
                            s.stage, s.pending, s.done, s.failed,
                            coalesce(c.pending, 0), coalesce(c.done, 0), coalesce(c.failed, 0)) end
    from counters s
    full join counts c on c.run_id = s.run_id and c.stage = s.stage
    where s.stage is null
       or (s.pending, s.done, s.failed)
          is distinct from (coalesce(c.pending, 0), coalesce(c.done, 0), coalesce(c.failed, 0));
end $$;
comment on function brigade.violation_counters_differ(bigint) is
$$Stages whose counters are not the numbers of their jobs, and jobs of a stage that the import does not have.
The counters tell when a stage is over. A wrong one ends an import too early or never.$$;
