create or replace function brigade.violation_import_differs_from_events(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('stage', e.stage),
           format('the import is %s; what happened to it says %s', i.state, e.event)
    from brigade.runs i
    cross join lateral (
        select e.event, e.stage from brigade.events e
        where e.run_id = i.id and e.subject = 'run' order by e.id desc limit 1) e
    where (run is null or i.id = run) and brigade.has_all_events(i.id) and e.event <> i.state
    union all
    select s.run_id, jsonb_build_object('stage', s.stage),
           format('stage %s is %s; what happened to it says %s', s.stage, s.state, coalesce(e.event, 'waiting'))
    from brigade.run_stages s
    left join lateral (
        select e.event from brigade.events e
        where e.run_id = s.run_id and e.subject = 'stage' and e.stage = s.stage
        order by e.id desc limit 1) e on true
    where (run is null or s.run_id = run) and brigade.has_all_events(s.run_id)
      and s.state <> coalesce(e.event, 'waiting');
end $$;
comment on function brigade.violation_import_differs_from_events(bigint) is
$$Imports and stages whose state is not what brigade.events says of them last.$$;
