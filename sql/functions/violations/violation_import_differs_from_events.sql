create or replace function brigade.violation_import_differs_from_events(import bigint default null)
returns table (import_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('stage', e.stage),
           format('the import is %s; what happened to it says %s', i.state, e.event)
    from brigade.imports i
    cross join lateral (
        select e.event, e.stage from brigade.events e
        where e.import_id = i.id and e.subject = 'import' order by e.id desc limit 1) e
    where (import is null or i.id = import) and brigade.has_all_events(i.id) and e.event <> i.state
    union all
    select s.import_id, jsonb_build_object('stage', s.stage),
           format('stage %s is %s; what happened to it says %s', s.stage, s.state, coalesce(e.event, 'waiting'))
    from brigade.import_stages s
    left join lateral (
        select e.event from brigade.events e
        where e.import_id = s.import_id and e.subject = 'stage' and e.stage = s.stage
        order by e.id desc limit 1) e on true
    where (import is null or s.import_id = import) and brigade.has_all_events(s.import_id)
      and s.state <> coalesce(e.event, 'waiting');
end $$;
comment on function brigade.violation_import_differs_from_events(bigint) is
$$Imports and stages whose state is not what brigade.events says of them last.$$;
