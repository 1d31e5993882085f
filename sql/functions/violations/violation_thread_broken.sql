create or replace function brigade.violation_thread_broken(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('note', n.source_id),
           format('comment %s answers %s, and stands in another thread', n.source_id, n.key)
    from brigade.runs i
    -- Sorted once, not joined: with statistics from before the comments came, a join of them was a nested loop of
    -- minutes.
    cross join lateral (
        select w.noteable_type, w.source_id, w.key, w.is_answer, w.discussion_source_id, w.noteable_iid,
               first_value(w.discussion_source_id) over parent as discussion_of_parent,
               first_value(w.noteable_iid) over parent as iid_of_parent,
               first_value(w.is_answer) over parent as parent_is_missing
        from (select t.noteable_type, t.source_id, t.source_id as key, false as is_answer, t.discussion_source_id,
                     t.noteable_iid
              from forge.notes t where t.project_id = i.project_id
              union all
              select t.noteable_type, t.source_id, t.parent_source_id, true, t.discussion_source_id, t.noteable_iid
              from forge.notes t where t.project_id = i.project_id and t.parent_source_id is not null) w
        window parent as (partition by w.noteable_type, w.key order by w.is_answer)) n
    where (run is null or i.id = run) and i.target is null
      and not exists (
        select from brigade.runs o where o.project_id = i.project_id and o.target is null and o.id > i.id)
      and n.is_answer and not n.parent_is_missing
      and n.discussion_source_id <> n.discussion_of_parent and n.noteable_iid = n.iid_of_parent
      -- A source may say that comments answer one another in a circle. Those have no root and are left out.
      and (select r.parent_source_id from forge.notes r
           where r.project_id = i.project_id and r.noteable_type = n.noteable_type
             and r.source_id = n.discussion_of_parent) is null;
end $$;
comment on function brigade.violation_thread_broken(bigint) is
$$Comments that answer another one and stand in a different thread. The newest import of each project is asked.$$;
