create or replace function brigade.violation_stage_out_of_order(import bigint default null)
returns table (import_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('stage', i.stage),
           format('the import is %s at stage %s, and its open stage is %s', i.state, i.stage, coalesce(o.stage, 'none'))
    from brigade.imports i
    left join brigade.import_stages o on o.import_id = i.id and o.state = 'open'
    where (import is null or i.id = import)
      and case when i.state = 'finished' then o.stage is not null
               when i.state in ('queued', 'running', 'paused') then o.stage is distinct from i.stage else false end
    union all
    select o.import_id, jsonb_build_object('stage', s.stage),
           format('stage %s is %s with %s jobs pending, and stage %s behind it is open',
                  s.stage, s.state, s.pending, o.stage)
    from brigade.import_stages o
    join brigade.stages po on po.name = o.stage
    join brigade.import_stages s on s.import_id = o.import_id and (s.state <> 'done' or s.pending > 0)
    join brigade.stages ps on ps.name = s.stage and ps.position < po.position
    where (import is null or o.import_id = import) and o.state = 'open';
end $$;
comment on function brigade.violation_stage_out_of_order(bigint) is
$$Imports whose open stage is not the one that they are at, and stages that were passed over.
A stage reads what the stages before it brought, so they must be over.$$;
