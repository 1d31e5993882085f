create or replace function brigade.violation_stage_out_of_order(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('stage', i.stage),
           format('the import is %s at stage %s, and its open stage is %s', i.state, i.stage, coalesce(o.stage, 'none'))
    from brigade.runs i
    left join brigade.run_stages o on o.run_id = i.id and o.state = 'open'
    where (run is null or i.id = run)
      and case when i.state = 'finished' then o.stage is not null
               when i.state in ('queued', 'running', 'paused') then o.stage is distinct from i.stage else false end
    union all
    select o.run_id, jsonb_build_object('stage', s.stage),
           format('stage %s is %s with %s jobs pending, and stage %s behind it is open',
                  s.stage, s.state, s.pending, o.stage)
    from brigade.run_stages o
    join brigade.stages po on po.pipeline = o.pipeline and po.name = o.stage
    join brigade.run_stages s on s.run_id = o.run_id and (s.state <> 'done' or s.pending > 0)
    join brigade.stages ps on ps.pipeline = s.pipeline and ps.name = s.stage and ps.position < po.position
    where (run is null or o.run_id = run) and o.state = 'open';
end $$;
comment on function brigade.violation_stage_out_of_order(bigint) is
$$Imports whose open stage is not the one that they are at, and stages that were passed over.
A stage reads what the stages before it brought, so they must be over.$$;
