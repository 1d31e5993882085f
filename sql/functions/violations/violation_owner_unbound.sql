create or replace function brigade.violation_owner_unbound(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('thing', l.thing, 'key', l.key),
           format('%s %s belongs to %s, which is here, and has no foreign key to it', l.thing, l.key, l.owner_iid)
    from brigade.runs i
    join forge.loose_rows l on l.project_id = i.project_id
    where (run is null or i.id = run) and i.target is null and i.mode in ('full', 'sync') and i.state = 'finished'
      and l.is_here and not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id);
end $$;
comment on function brigade.violation_owner_unbound(bigint) is
$$Comments, tasks, changes and files whose merge request or issue is here, without the foreign key to it: the end of
the newest import or sync should have bound them (forge.settle_owners).$$;
