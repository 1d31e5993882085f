create or replace function forge.export_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, number bigint, place bigint, code integer, at timestamptz, updated timestamptz,
               user_id bigint, type text, content text, meta json, key text, markup text, root_id bigint,
               is_root boolean, path text, old_line bigint, new_line bigint, start_line bigint, base_sha text,
               head_sha text, prefix text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select m.*, n.number, r.options ->> 'vanished' is distinct from 'false' as has_gone
        from brigade.runs r
        join forge.merge_requests m on m.project_id = r.project_id
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        join forge.numbers n on n.project_id = r.project_id and n.kind = 'pull_request' and n.iid = m.iid
            and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
            and n.iid > coalesce(after_key::bigint, 0) and n.iid <= upto_key::bigint
        where r.id = export_talk.run and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false')),
    names as materialized (
        select e.* from forge.names_of(export_talk.run) e),
    about as materialized (
        select a.* from forge.export_threads(export_talk.run, after_key, upto_key) a),
    threads as materialized (
        select t.*, a.first_id, a.path as thread_path, a.old_line as thread_old, a.new_line as thread_new,
               a.start_line as thread_start, a.base_sha as thread_base, a.head_sha as thread_head,
               case when m.has_gone or b.vanished_at is null then b.body else '*No longer at Bitbucket*' end
                   as parent_body
        from page m
        join forge.notes t on t.project_id = m.project_id and t.noteable_type = 'merge_request' and t.noteable_iid =
            m.iid
        join about a on a.iid = m.iid and a.root_id = t.discussion_source_id
        left join forge.notes b on b.project_id = t.project_id and b.noteable_type = 'merge_request'
            and b.noteable_iid = t.noteable_iid and b.source_id = t.parent_source_id and a.path is null
        where m.has_gone or t.vanished_at is null),
    elements as materialized (
        select t.noteable_iid as iid, coalesce(t.created_at, t.updated_at) as at, t.source_id as place, 0 as code,
               t.author_id as user_id, 'comment' as type, case when t.deleted then '*Comment deleted*' else t.body end
                   as content,
               coalesce(t.updated_at, t.created_at) as updated, null::json as meta, t.source_id::text as key,
               t.raw #>> '{content,markup}' as markup, t.source_id = t.first_id as is_root,
               case when t.thread_path is not null then t.discussion_source_id end as root_id,
               t.thread_path as path, t.thread_old as old_line, t.thread_new as new_line, t.thread_start as start_line,
               t.thread_base as base_sha, t.thread_head as head_sha,
               concat(case when t.vanished_at is not null then e'*No longer at Bitbucket*\n\n' end,
                   case when t.thread_path is null and t.parent_source_id is not null
                   then '> ' || left(split_part(replace(coalesce(t.parent_body, ''), e'\r', ''), e'\n', 1), 200) ||
                       e'\n\n' end)
                   as prefix, t.raw #>> '{links,html,href}' as link
        from threads t
        where not t.pending and (not t.deleted or exists (
            select from forge.notes a where a.project_id = t.project_id and a.noteable_type = t.noteable_type
                and a.noteable_iid = t.noteable_iid and a.parent_source_id = t.source_id))
        union all
        -- A resolved thread has a comment that says so.
        select t.noteable_iid, coalesce(t.resolved_at, w.at, t.updated_at, t.created_at), t.source_id, 5,
               coalesce(t.resolved_by_id, w.author_id),
               'comment', 'resolved' || coalesce(' by ' || a.words, '') || coalesce(' on ' ||
                   forge.export_date(t.resolved_at), ''),
               coalesce(t.resolved_at, w.at, t.updated_at, t.created_at), null, t.source_id::text, 'markdown', false,
               case when t.thread_path is not null then t.source_id end, t.thread_path, t.thread_old, t.thread_new,
               null, t.thread_base, t.thread_head, null, null
        from threads t
        left join names a on a.user_id = t.resolved_by_id
        left join lateral (
            select l.created_at as at, l.author_id from forge.notes l
            where l.project_id = t.project_id and l.noteable_type = t.noteable_type and l.noteable_iid = t.noteable_iid
              and l.discussion_source_id = t.source_id and not l.deleted
            order by l.created_at desc nulls last, l.source_id desc limit 1) w on true
        where (t.resolved or t.resolved_at is not null) and t.discussion_source_id = t.source_id
        union all
        select k.merge_request_iid, coalesce(k.created_at, k.updated_at), k.source_id, 1, k.creator_id, 'comment',
               format('- [%s] %s%s', case when k.state = 'RESOLVED' then 'x' else ' ' end, k.content,
                   case when k.state = 'RESOLVED' then e'\n\nresolved' || coalesce(' by ' || a.words, '')
                       || coalesce(' on ' || forge.export_date(k.resolved_at), '') end),
               coalesce(k.updated_at, k.created_at), null, k.source_id::text, k.raw #>> '{content,markup}', false,
               case when t.thread_path is not null then t.discussion_source_id end,
               t.thread_path, t.thread_old, t.thread_new, null, t.thread_base, t.thread_head,
               case when k.vanished_at is not null then e'*No longer at Bitbucket*\n\n' end,
               k.raw #>> '{links,html,href}'
        from page m
        join forge.tasks k on k.project_id = m.project_id and k.merge_request_iid = m.iid
            and (m.has_gone or k.vanished_at is null)
        left join threads t on t.source_id = k.note_source_id and t.noteable_iid = k.merge_request_iid
        left join names a on a.user_id = k.resolved_by_id
        union all
        select s.iid, s.at, s.place, s.code, s.user_id, s.type, s.content, s.at, s.meta,
               null, 'changes', false, null, null, null, null, null, null, null, null, null
        from forge.export_states(export_talk.run, after_key, upto_key) s
        union all
        select m.iid, coalesce(m.closed_at, m.updated_at, m.created_at), m.number << 24, 6, m.closed_by_id, 'comment',
               m.close_reason, coalesce(m.closed_at, m.updated_at, m.created_at), null, m.iid::text, 'markdown', false,
               null, null, null, null, null, null, null, null, m.raw #>> '{links,html,href}'
        from page m where m.close_reason <> ''
        union all
        select m.iid, coalesce(w.at, v.participated_at, m.merged_at, m.closed_at, m.updated_at, m.created_at),
               (m.number << 24) + row_number() over (partition by m.iid order by v.user_id), case when w.at is null
                   then 4 else 7 end,
               v.user_id, case when v.state = 'approved' then 'APPROVED' else 'CHANGES_REQUESTED' end, '', null, null,
               m.iid || '/' || a.person, 'changes', false, null, null, null, null, null, null, null, null,
               null
        from page m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid and v.state is not null
            and v.vanished_at is null
        join names a on a.user_id = v.user_id
        left join lateral (
            select max(e.at) as at from forge.merge_request_events e
            where e.project_id = v.project_id and e.iid = v.iid and e.user_id = v.user_id and e.kind = v.state) w on
                true)
    select m.iid, m.number, e.place, e.code, w.at, coalesce(e.updated, w.at), e.user_id, e.type,
           coalesce(e.content, ''), e.meta, e.key, e.markup, e.root_id, e.is_root, e.path, e.old_line, e.new_line,
           case when e.start_line < coalesce(e.new_line, e.old_line) then e.start_line end, e.base_sha, e.head_sha,
           e.prefix, e.link
    from elements e
    join page m on m.iid = e.iid
    cross join lateral (select coalesce(e.at, m.created_at, m.updated_at, 'epoch') as at) w;
$$;
comment on function forge.export_talk(bigint, text, text) is
$$What was said and done in the pull requests of one page (forge.export_pages), in no order. type: comment; opinions
that stand, APPROVED and CHANGES_REQUESTED; and what happened, merge_pull, close, reopen, change_title and
change_target_branch, of which meta has what changed. place, a number of ours, and code, what it stands
for: 0 a comment, 1 a task, 2 an event, 4 an opinion, 5 that a thread was resolved, 6 more about something, 7 an opinion
that an event tells of. root_id: the comment that began the thread at a line, or at a file when both lines are
null; is_root: no comment of that is written before. start_line: the first of several lines. key: that of its losses.
prefix: what stands in front of the text.$$;
