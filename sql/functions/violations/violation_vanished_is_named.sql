create or replace function brigade.violation_vanished_is_named(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('thing', v.thing, 'key', v.key),
           format('%s %s has vanished here, and the list %s names it', v.thing, v.key, p.list)
    from brigade.runs i
    -- offset 0: by the indexes of what has vanished, one project at a time, whatever the planner thinks of sizes.
    cross join lateral (
        select 'merge_request_notes' as thing, n.noteable_iid || '/comments' as list, n.source_id::text as key
        from forge.notes n
        where n.project_id = i.project_id and n.noteable_type = 'merge_request' and n.vanished_at is not null
        union all
        select 'tasks', k.merge_request_iid || '/tasks', k.source_id::text
        from forge.tasks k where k.project_id = i.project_id and k.vanished_at is not null offset 0) v
    join brigade.pages p on p.run_id = i.id and p.thing = v.thing and p.list = v.list and v.key = any (p.keys)
    where (run is null or i.id = run) and i.mode in ('full', 'sync') and i.state = 'finished'
      and not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id);
end $$;
comment on function brigade.violation_vanished_is_named(bigint) is
$$Comments and tasks that count as vanished, though a list of the newest import or sync names them.$$;
