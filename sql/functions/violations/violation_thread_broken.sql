create or replace function brigade.violation_thread_broken(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('note', n.source_id),
           format('comment %s answers %s, and stands in another thread', n.source_id, n.parent_source_id)
    from brigade.runs i
    join forge.notes n on n.project_id = i.project_id
    join forge.notes p on p.project_id = n.project_id and p.noteable_type = n.noteable_type
      and p.source_id = n.parent_source_id
    where (run is null or i.id = run) and i.target is null
      and not exists (
        select from brigade.runs o where o.project_id = i.project_id and o.target is null and o.id > i.id)
      and n.discussion_source_id <> p.discussion_source_id and n.noteable_iid = p.noteable_iid
      -- A source may say that comments answer one another in a circle. Those have no root and are left out.
      and (select r.parent_source_id from forge.notes r
           where r.project_id = p.project_id and r.noteable_type = p.noteable_type
             and r.source_id = p.discussion_source_id) is null;
end $$;
comment on function brigade.violation_thread_broken(bigint) is
$$Comments that answer another one and stand in a different thread. The newest import of each project is asked.$$;
