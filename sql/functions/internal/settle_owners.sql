create or replace function forge.settle_owners(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint := (select i.project_id from brigade.runs i where i.id = run);
    read_at text := current_setting('forge.read_at', true);
    sync text := current_setting('forge.sync', true);
begin
    -- No change of the source: the triggers mark_change and note_change look at these.
    perform set_config('forge.read_at', '', true), set_config('forge.sync', '', true);

    update forge.notes n
    set merge_request_iid = case n.noteable_type when 'merge_request' then n.noteable_iid end,
        issue_iid = case n.noteable_type when 'issue' then n.noteable_iid end
    from (
        select a.noteable_type, a.source_id from forge.notes a
        where a.project_id = project and a.merge_request_iid is null and a.issue_iid is null
          and case a.noteable_type
              when 'merge_request' then exists (
                  select from forge.merge_requests m where m.project_id = project and m.iid = a.noteable_iid)
              else exists (select from forge.issues i where i.project_id = project and i.iid = a.noteable_iid) end
        order by a.noteable_type, a.source_id for no key update) f
    where n.project_id = project and n.noteable_type = f.noteable_type and n.source_id = f.source_id;

    update forge.tasks t set owner_iid = t.merge_request_iid
    from forge.merge_requests m
    where t.project_id = project and t.owner_iid is null and m.project_id = project and m.iid = t.merge_request_iid;
    update forge.merge_request_events e set owner_iid = e.iid
    from forge.merge_requests m
    where e.project_id = project and e.owner_iid is null and m.project_id = project and m.iid = e.iid;
    update forge.issue_events e set owner_iid = e.iid
    from forge.issues i
    where e.project_id = project and e.owner_iid is null and i.project_id = project and i.iid = e.iid;
    update forge.attachments a set owner_iid = a.issue_iid
    from forge.issues i
    where a.project_id = project and a.owner_iid is null and i.project_id = project and i.iid = a.issue_iid;

    perform set_config('forge.read_at', coalesce(read_at, ''), true),
        set_config('forge.sync', coalesce(sync, ''), true);
end $$;
comment on function forge.settle_owners(bigint) is
$$Binds comments, tasks, changes and files of a project to their merge request or issue, when that came after them.
forge.changes and changed_at do not tell of it.
Locks comments by ascending source_id.$$;
