create or replace function forge.forgejo_losses(run bigint, thing text, after_key text, upto_key text)
returns table (loss text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select r.project_id, coalesce(r.options ->> 'numbers', 'pulls_first') as scheme,
               r.options ->> 'vanished' is distinct from 'false' as has_gone
        from brigade.runs r where r.id = forgejo_losses.run),
    names as materialized (select n.* from forge.names_of(forgejo_losses.run) n),
    pulls as materialized (
        select m.*, m.raw #>> '{links,html,href}' as link from here h
        join forge.merge_requests m on m.project_id = h.project_id and (h.has_gone or m.vanished_at is null)
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        where forgejo_losses.thing = 'merge_requests'),
    issues as materialized (
        select i.*, i.raw #>> '{links,html,href}' as link from here h
        join forge.issues i on i.project_id = h.project_id
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        where forgejo_losses.thing = 'issues'),
    notes as materialized (
        select t.*, w.link, d.path as root_path
        from (select project_id, iid, link, 'merge_request' as type from pulls
              union all select project_id, iid, link, 'issue' from issues) w
        join forge.notes t on t.project_id = w.project_id and t.noteable_type = w.type and t.noteable_iid = w.iid
        left join forge.notes d on d.project_id = t.project_id and d.noteable_type = t.noteable_type
            and d.noteable_iid = t.noteable_iid and d.source_id = t.discussion_source_id
        cross join here h where h.has_gone or t.vanished_at is null)
    select f.loss from forge.export_losses(run => forgejo_losses.run, thing => forgejo_losses.thing,
        after_key => forgejo_losses.after_key, upto_key => forgejo_losses.upto_key) f
    union all
    select json_build_object('thing', l.thing, 'key', l.key, 'what', l.what, 'detail', l.detail, 'link', l.link,
               'outcome', l.outcome)::text
    from (
        select 'merge_requests' as thing, m.iid::text as key, 'title' as what, null as detail, m.link, null as outcome
        from pulls m where length(m.title) > 255
        union all
        select 'merge_requests', m.iid::text, 'merger', null, m.link, null from pulls m where m.state = 'merged'
        union all
        select 'merge_requests', m.iid::text, 'ref', m.target_sha, m.link, null from pulls m where m.target_sha is not
            null
        union all
        select 'merge_request_reviewers', v.iid || '/' || a.person, 'reviewer', v.role, m.link, null
        from pulls m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid and v.state is null
            and v.vanished_at is null
        join names a on a.user_id = v.user_id
        union all
        select 'merge_request_reviewers', v.iid || '/' || a.person, 'date', 'no event tells when', m.link, null
        from pulls m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid and v.state is not null
            and v.vanished_at is null
        join names a on a.user_id = v.user_id
        where not exists (select from forge.merge_request_events e
            where e.project_id = v.project_id and e.iid = v.iid and e.user_id = v.user_id and e.kind = v.state)
        union all
        select n.noteable_type || '_notes', n.source_id::text, w.what, null,
               coalesce(n.raw #>> '{links,html,href}', n.link), null
        from notes n
        left join forge.notes b on b.project_id = n.project_id and b.noteable_type = n.noteable_type
            and b.noteable_iid = n.noteable_iid and b.source_id = n.parent_source_id
        cross join lateral (
            select 'thread' as what
            where n.parent_source_id is not null and (n.root_path is null or b.parent_source_id is not null)
              and not n.pending
            union all
            select 'resolved'
            where (n.resolved or n.resolved_at is not null) and n.source_id = n.discussion_source_id
            union all
            select 'range'
            where n.source_id = n.discussion_source_id and n.path is not null
              and case when n.new_line is not null then n.new_start_line < n.new_line
                      else n.old_start_line < n.old_line end) w
        union all
        select 'issues', i.iid::text, 'title', null, i.link, null from issues i where length(i.title) > 255
        union all
        select 'issues', i.iid::text, 'assignee', a.name, i.link, null
        from issues i join names a on a.user_id = i.assignee_id
        union all
        select 'issues', i.iid::text, 'date', concat_ws('; ',
                   'last edited ' || forge.export_date(i.edited_at),
                   case when i.created_at is null then 'no time is known at which it was made' end,
                   case when w.is_unknown then 'no time is known at which it was closed' end), i.link, null
        from issues i
        cross join lateral (select i.state = 'closed' and not exists (
            select from forge.issue_events e where e.project_id = i.project_id and e.iid = i.iid and e.field = 'state'
              and e.at is not null and e.new_value in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed')) as
                  is_unknown) w
        where i.edited_at is not null or w.is_unknown or i.created_at is null
        union all
        select case n.kind when 'issue' then 'issues' else 'merge_requests' end, n.iid::text, 'number moved',
               format('%s, before %s', n.number, n.former), coalesce(m.link, i.link), null
        from here h
        join forge.numbers n on n.project_id = h.project_id and n.scheme = h.scheme and n.former is not null
        left join pulls m on n.kind = 'pull_request' and m.iid = n.iid
        left join issues i on n.kind = 'issue' and i.iid = n.iid
        where num_nonnulls(m.iid, i.iid) = 1
        union all
        select w.*, null from here h
        join forge.projects p on p.id = h.project_id and forgejo_losses.thing = 'projects'
        cross join lateral (
            select 'projects', p.slug, 'project', concat_ws('; ', 'language ' || p.language, 'fork of ' ||
                p.parent_full_name,
                       'made ' || forge.export_date(p.created_at)), p.raw #>> '{links,html,href}'
            union all
            select 'projects', p.slug, 'visibility', null, p.raw #>> '{links,html,href}' where p.visibility = 'private'
            union all
            select 'members', a.person, 'permission', b.permission, null
            from forge.members b join names a on a.user_id = b.user_id
            where b.project_id = p.id and (h.has_gone or b.vanished_at is null)
            union all
            select 'lfs_objects', o.oid, 'lfs', null, null from forge.lfs_objects o where o.project_id = p.id
            union all
            select 'attachments', a.issue_iid || '/' || a.name || case when a.n > 1 then format(' (%s)', a.n) else ''
                end,
                   'attachment', null, i.raw #>> '{links,html,href}'
            from forge.attachments a join forge.issues i on i.project_id = a.project_id and i.iid = a.issue_iid
            where a.project_id = p.id) w) l;
$$;
comment on function forge.forgejo_losses(bigint, text, text, text) is
$$What Forgejo cannot hold of one page of merge_requests or issues with all that belongs to them, or of the project
itself (projects), as far as the tables say: rows of brigade.put_export_losses, of kinds that brigade.loss_kinds has.
What git and the texts say is added by the jobs.$$;
