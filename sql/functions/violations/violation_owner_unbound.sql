create or replace function brigade.violation_owner_unbound(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('thing', u.thing, 'key', u.key),
           format('%s %s belongs to %s, which is here, and has no foreign key to it', u.thing, u.key, u.iid)
    from brigade.runs i
    cross join lateral (
        select n.noteable_type || '_notes' as thing, n.source_id::text as key, n.noteable_type || 's' as owners,
               n.noteable_iid as iid
        from forge.notes n
        where n.project_id = i.project_id and n.merge_request_iid is null and n.issue_iid is null
        union all
        select 'tasks', t.source_id::text, 'merge_requests', t.merge_request_iid
        from forge.tasks t where t.project_id = i.project_id and t.owner_iid is null
        union all
        select 'merge_request_events', e.kind, 'merge_requests', e.iid
        from forge.merge_request_events e where e.project_id = i.project_id and e.owner_iid is null
        union all
        select 'issue_events', e.field, 'issues', e.iid
        from forge.issue_events e where e.project_id = i.project_id and e.owner_iid is null
        union all
        select 'attachments', a.name, 'issues', a.issue_iid
        from forge.attachments a where a.project_id = i.project_id and a.owner_iid is null offset 0) u
    where (run is null or i.id = run) and i.target is null and i.mode in ('full', 'sync') and i.state = 'finished'
      and not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id)
      and case u.owners when 'merge_requests'
          then exists (select from forge.merge_requests m where m.project_id = i.project_id and m.iid = u.iid)
          else exists (select from forge.issues o where o.project_id = i.project_id and o.iid = u.iid) end;
end $$;
comment on function brigade.violation_owner_unbound(bigint) is
$$Comments, tasks, changes and files whose merge request or issue is here, without the foreign key to it: the end of
the newest import or sync should have bound them (forge.settle_owners).$$;
