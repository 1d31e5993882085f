create or replace function forge.gitlab_losses(run bigint, thing text, after_key text, upto_key text)
returns table (loss text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select r.project_id, r.options ->> 'vanished' is distinct from 'false' as has_gone
        from brigade.runs r where r.id = gitlab_losses.run),
    bound as materialized (select b.user_id from forge.gitlab_members(gitlab_losses.run) b),
    names as materialized (
        select n.*, n.user_id in (select b.user_id from bound b) as is_bound
        from forge.names_of(gitlab_losses.run) n),
    pulls as materialized (
        select m.*, m.raw #>> '{links,html,href}' as link,
               case when m.draft and m.title !~* '^draft: ' then 'Draft: ' else '' end || m.title as whole
        from here h
        join forge.merge_requests m on m.project_id = h.project_id and (h.has_gone or m.vanished_at is null)
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        where gitlab_losses.thing = 'merge_requests'),
    issues as materialized (
        select i.*, i.raw #>> '{links,html,href}' as link from here h
        join forge.issues i on i.project_id = h.project_id
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        where gitlab_losses.thing = 'issues'),
    notes as materialized (
        select t.*, coalesce(t.raw #>> '{links,html,href}', w.link) as link
        from (select project_id, iid, link, 'merge_request' as type from pulls
              union all select project_id, iid, link, 'issue' from issues) w
        join forge.notes t on t.project_id = w.project_id and t.noteable_type = w.type and t.noteable_iid = w.iid
        cross join here h where h.has_gone or t.vanished_at is null),
    threads as materialized (
        select t.* from forge.export_threads(gitlab_losses.run, after_key, upto_key) t
        where gitlab_losses.thing = 'merge_requests')
    select f.loss from forge.export_losses(run => gitlab_losses.run, thing => gitlab_losses.thing,
        after_key => gitlab_losses.after_key, upto_key => gitlab_losses.upto_key) f
    union all
    select json_build_object('thing', l.thing, 'key', l.key, 'what', l.what, 'detail', l.detail, 'link', l.link,
               'outcome', l.outcome)::text
    from (
        select 'merge_requests' as thing, m.iid::text as key, 'title' as what, null as detail, m.link, null as outcome
        from pulls m where length(m.whole) > 255 or btrim(m.title) = ''
        union all
        select 'merge_requests', m.iid::text, 'ref', m.target_sha, m.link, null
        from pulls m where m.target_sha !~ '^[0-9a-f]{40}$'
        union all
        select 'merge_request_reviewers', v.iid || '/' || a.person, 'reviewer', null, m.link, null
        from pulls m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid and v.state is null
            and v.role = 'participant' and v.vanished_at is null
        join names a on a.user_id = v.user_id
        union all
        select 'merge_request_reviewers', v.iid || '/' || a.person, 'person', null, m.link, null
        from pulls m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid
            and (v.state is not null or v.role = 'reviewer') and v.vanished_at is null
        join names a on a.user_id = v.user_id and not a.is_bound
        union all
        select 'merge_request_reviewers', v.iid || '/' || a.person, 'date', case v.state when 'approved'
                   then 'no event tells when' else 'a request for changes has no time there' end, m.link, null
        from pulls m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid and v.vanished_at is null
        join names a on a.user_id = v.user_id
        where v.state = 'changes_requested' or v.state = 'approved' and not exists (
            select from forge.merge_request_events e where e.project_id = v.project_id and e.iid = v.iid
                and e.user_id = v.user_id and e.kind = v.state)
        union all
        select n.noteable_type || '_notes', n.source_id::text, 'thread', null, n.link, null
        from notes n join forge.notes b on b.project_id = n.project_id and b.noteable_type = n.noteable_type
            and b.noteable_iid = n.noteable_iid and b.source_id = n.parent_source_id
        where b.parent_source_id is not null and not n.pending
        union all
        select 'merge_request_notes', n.source_id::text, 'resolved', null, n.link, null
        from threads t
        join notes n on n.noteable_type = 'merge_request' and n.noteable_iid = t.iid and n.source_id = t.first_id
        join forge.notes d on d.project_id = n.project_id and d.noteable_type = n.noteable_type
            and d.noteable_iid = n.noteable_iid and d.source_id = t.root_id
        where (d.resolved or d.resolved_at is not null) and num_nulls(d.resolved_at, d.resolved_by_id) > 0
        union all
        select 'issues', i.iid::text, 'title', null, i.link, null
        from issues i where length(i.title) > 255 or btrim(i.title) = ''
        union all
        select 'issues', i.iid::text, 'assignee', a.name, i.link, null
        from issues i join names a on a.user_id = i.assignee_id and not a.is_bound
        union all
        select 'issues', i.iid::text, 'date', concat_ws('; ',
                   case when i.created_at is null then 'no time is known at which it was made' end,
                   case when w.is_unknown then 'no time is known at which it was closed' end), i.link, null
        from issues i
        cross join lateral (select i.state = 'closed' and not exists (
            select from forge.issue_events e where e.project_id = i.project_id and e.iid = i.iid and e.field = 'state'
              and e.at is not null and e.new_value in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed')) as
                  is_unknown) w
        where w.is_unknown or i.created_at is null
        union all
        select w.*, null from here h
        join forge.projects p on p.id = h.project_id and gitlab_losses.thing = 'projects'
        cross join lateral (
            select 'projects', p.slug, 'project', concat_ws('; ', 'website ' || nullif(p.website, ''),
                   'language ' || p.language, 'fork of ' || p.parent_full_name, 'made ' ||
                       forge.export_date(p.created_at), case when length(p.description) > 2000
                           then 'a description of more than 2,000 characters' end), p.raw #>> '{links,html,href}'
            union all
            select 'people', a.person, 'person', null, null from names a where not a.is_bound
            union all
            select 'members', a.person, 'permission', b.permission, null
            from forge.members b join names a on a.user_id = b.user_id and not a.is_bound
            where b.project_id = p.id and (h.has_gone or b.vanished_at is null)) w) l;
$$;
comment on function forge.gitlab_losses(bigint, text, text, text) is
$$What GitLab cannot hold of one page of merge_requests or issues with all that belongs to them, or of the project
itself (projects), as far as the tables say: rows of brigade.put_export_losses, of kinds that brigade.loss_kinds has.
What git and the texts say is added by the jobs.$$;
