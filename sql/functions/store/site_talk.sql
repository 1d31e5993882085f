create or replace function forge.site_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, section text, thing text, key text, link text, anchor text, depth integer, user_id bigint,
               words text, at text, marks text, body text, markup text, is_root boolean, path text, old_line bigint,
               new_line bigint, start_line bigint, base_sha text, head_sha text, is_file boolean, is_picture boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select m.*, r.options ->> 'vanished' is distinct from 'false' as has_gone from brigade.runs r
        join forge.merge_requests m on m.project_id = r.project_id
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
            and (r.options ->> 'vanished' is distinct from 'false' or m.vanished_at is null)
        where r.id = site_talk.run),
    names as materialized (select n.* from forge.names_of(site_talk.run) n),
    tree as materialized (
        select t.* from brigade.runs r
        cross join lateral forge.site_notes(r.id, 'merge_request', after_key, upto_key) t
        where r.id = site_talk.run),
    items as (
        select m.iid, 1 as place, 'Reviewers' as section, 'merge_request_reviewers' as thing, null::text as key,
               null::text as link, null::text as anchor, 0 as depth, v.user_id,
               concat(v.role, ', ' || replace(v.state, '_', ' ')) as words, v.participated_at as at,
               array[case when v.vanished_at is not null then 'no longer at Bitbucket' end] as marks, null as body,
               null as markup, false as is_root, null as path, null::bigint as old_line, null::bigint as new_line,
               null::bigint as start_line, null as base_sha, null as head_sha, array[v.user_id] as position
        from page m join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid
            and (m.has_gone or v.vanished_at is null)
        union all
        select m.iid, 2, 'Timeline', null, null, null, null, 0, m.author_id, 'opened it', m.created_at, '{}', null,
               null, false, null, null, null, null, null, null, array[0::bigint] from page m
        union all
        select m.iid, 2, 'Timeline', 'merge_request_events', null, null, null, 0, e.user_id,
               case e.kind when 'merged' then 'merged it' when 'closed' then 'closed it'
                   when 'reopened' then 'opened it again' when 'approved' then 'approved it'
                   when 'changes_requested' then 'requested changes'
                   else forge.site_change(e.detail, e.at <= m.created_at + interval '1 second') end,
               e.at, '{}', null, null, false, null, null, null, null, null, null,
               array[1, row_number() over (partition by e.iid order by e.at, e.kind collate "C", e.user_id, e.n)]
        from page m join forge.merge_request_events e on e.project_id = m.project_id and e.iid = m.iid
        union all
        -- Where no event tells the end, only the final state is known.
        select m.iid, 2, 'Timeline', null, m.iid::text, m.raw #>> '{links,html,href}', null, 0, m.closed_by_id,
               case when w.is_told then 'said why it was closed' else m.state || ' it' end,
               case when m.state = 'merged' then m.merged_at else m.closed_at end, '{}', m.close_reason,
               'markdown', false, null, null, null, null, null, null, array[2::bigint]
        from page m
        cross join lateral (select exists (
            select from forge.merge_request_events e
            where e.project_id = m.project_id and e.iid = m.iid and e.kind = m.state) as is_told) w
        where m.state <> 'opened' and (not w.is_told or m.close_reason <> '')
        union all
        select m.iid, 2, 'Timeline', 'tasks', k.source_id::text, k.raw #>> '{links,html,href}',
               'task-' || k.source_id, 0, k.creator_id, 'made a task', coalesce(k.created_at, k.updated_at),
               array[case k.state when 'RESOLVED' then 'done' else 'open' end,
                   case when k.state = 'RESOLVED' and num_nonnulls(a.name, k.resolved_at) > 0
                        then concat_ws(' ', 'resolved', 'by ' || a.name, 'on ' || forge.export_date(k.resolved_at)) end,
                   'on comment ' || k.note_source_id,
                   case when k.vanished_at is not null then 'no longer at Bitbucket' end],
               k.content, k.raw #>> '{content,markup}', false, null, null, null, null, null, null,
               array[3, k.source_id]
        from page m join forge.tasks k on k.project_id = m.project_id and k.merge_request_iid = m.iid
            and (m.has_gone or k.vanished_at is null)
        left join names a on a.user_id = k.resolved_by_id
        union all
        select m.iid, 3, 'Comments', 'merge_request_notes', n.source_id::text, n.raw #>> '{links,html,href}',
               'comment-' || n.source_id, t.depth, n.author_id,
               case when n.parent_source_id is null then 'commented' else 'answered' end,
               coalesce(n.created_at, n.updated_at),
               array[case when n.outdated then 'outdated' end,
                   case when n.resolved or n.resolved_at is not null then concat_ws(' ', 'resolved', 'by ' || a.name,
                       'on ' || forge.export_date(n.resolved_at)) end,
                   case when l.start_line < l.line then format('lines %s to %s', l.start_line, l.line) end,
                   case when n.edited then 'edited ' || forge.export_date(n.updated_at) end,
                   case when n.deleted then 'comment deleted' end,
                   case when n.vanished_at is not null then 'no longer at Bitbucket' end],
               n.body, n.raw #>> '{content,markup}', t.depth = 0 or n.anchored and n.parent_source_id is null, n.path,
               n.old_line, n.new_line, l.start_line, n.base_sha, n.head_sha, t.path
        from page m join tree t on t.iid = m.iid
        join forge.notes n on n.project_id = m.project_id and n.noteable_type = 'merge_request'
            and n.source_id = t.source_id and n.noteable_iid = t.iid
        cross join lateral (
            select coalesce(n.new_line, n.old_line) as line,
                   case when n.new_line is not null then n.new_start_line else n.old_start_line end as start_line) l
        left join names a on a.user_id = n.resolved_by_id)
    select i.iid, i.section, i.thing, i.key, i.link, i.anchor, i.depth, i.user_id, i.words, forge.export_time(i.at),
           array_to_json(array_remove(i.marks, null))::text, i.body, i.markup, i.is_root, i.path, i.old_line,
           i.new_line, i.start_line, i.base_sha, i.head_sha, false, false
    from items i
    order by i.iid, i.place, case when i.place = 2 then i.at end nulls last, i.position;
$$;
comment on function forge.site_talk(bigint, text, text) is
$$What was said and done in the pull requests of one page (forge.export_pages), for a site: by pull request and section,
in order. thing: the row that an item stands for; key and link: those of its losses; anchor: its id on the page; depth:
how far it is in; marks: words behind the time; is_root: it opens a thread, whose lines are shown.$$;
