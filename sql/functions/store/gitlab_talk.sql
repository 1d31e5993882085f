create or replace function forge.gitlab_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, item text, discussion text, thing text, key text, markup text, is_root boolean, path text,
               old_line bigint, new_line bigint, start_line bigint, base_sha text, head_sha text, prefix text,
                   link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select m.*, r.options ->> 'vanished' is distinct from 'false' as has_gone
        from brigade.runs r
        join forge.merge_requests m on m.project_id = r.project_id
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        where r.id = gitlab_talk.run and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false')),
    names as materialized (select e.* from forge.names_of(gitlab_talk.run) e),
    changes as materialized (
        select c.* from brigade.runs r cross join lateral forge.export_changes(r.project_id, after_key, upto_key) c
        where r.id = gitlab_talk.run and c.type not in ('merge_pull', 'close', 'reopen')),
    about as materialized (select a.* from forge.export_threads(gitlab_talk.run, after_key, upto_key) a),
    threads as materialized (
        select t.*, m.iid, a.first_id, a.path as thread_path, a.old_line as thread_old, a.new_line as thread_new,
               a.start_line as thread_start, a.base_sha as thread_base, a.head_sha as thread_head
        from page m
        join forge.notes t on t.project_id = m.project_id and t.noteable_type = 'merge_request'
            and t.noteable_iid = m.iid
        join about a on a.iid = m.iid and a.root_id = t.discussion_source_id
        where m.has_gone or t.vanished_at is null),
    -- A thread stays resolved where its root is left out.
    resolved as materialized (
        select d.source_id, coalesce(d.resolved_at, w.at, d.updated_at, d.created_at) as at,
               coalesce(d.resolved_by_id, w.author_id, 0) as user_id
        from page m
        join forge.notes d on d.project_id = m.project_id and d.noteable_type = 'merge_request'
            and d.noteable_iid = m.iid
        left join lateral (
            select l.created_at as at, l.author_id from forge.notes l
            where l.project_id = d.project_id and l.noteable_type = d.noteable_type
              and l.noteable_iid = d.noteable_iid and l.discussion_source_id = d.source_id and not l.deleted
            order by l.created_at desc nulls last, l.source_id desc limit 1) w on true
        where (d.resolved or d.resolved_at is not null) and d.discussion_source_id = d.source_id),
    elements as materialized (
        select t.iid, coalesce(t.created_at, t.updated_at) as at, t.source_id as place, 0 as code, t.author_id
            as user_id,
               case when t.deleted then '*Comment deleted*' else t.body end as content,
               coalesce(t.updated_at, t.created_at) as updated, t.edited, 'merge_request_notes' as thing,
               t.source_id::text as key, t.raw #>> '{content,markup}' as markup, t.discussion_source_id as root,
               t.discussion_source_id::text as discussion, t.source_id = t.first_id as is_root,
               t.thread_path as path, t.thread_old as old_line, t.thread_new as new_line, t.thread_start as start_line,
               t.thread_base as base_sha, t.thread_head as head_sha,
               case when t.vanished_at is not null then e'*No longer at Bitbucket*\n\n' end as prefix,
               t.raw #>> '{links,html,href}' as link
        from threads t
        where not t.pending and (not t.deleted or exists (
            select from forge.notes a where a.project_id = t.project_id and a.noteable_type = t.noteable_type
                and a.noteable_iid = t.noteable_iid and a.parent_source_id = t.source_id))
        union all
        select m.iid, coalesce(k.created_at, k.updated_at), k.source_id, 1, k.creator_id,
               format('- [%s] %s%s', case when k.state = 'RESOLVED' then 'x' else ' ' end, k.content,
                   case when k.state = 'RESOLVED' then e'\n\nresolved' || coalesce(' by ' || a.words, '')
                       || coalesce(' on ' || forge.export_date(k.resolved_at), '') end),
               coalesce(k.updated_at, k.created_at), false, 'tasks', k.source_id::text, k.raw #>> '{content,markup}',
               t.discussion_source_id, coalesce(t.discussion_source_id::text, 'task/' || k.source_id), false,
               t.thread_path, t.thread_old, t.thread_new, t.thread_start, t.thread_base, t.thread_head,
               case when k.vanished_at is not null then e'*No longer at Bitbucket*\n\n' end,
               k.raw #>> '{links,html,href}'
        from page m
        join forge.tasks k on k.project_id = m.project_id and k.merge_request_iid = m.iid
            and (m.has_gone or k.vanished_at is null)
        left join threads t on t.source_id = k.note_source_id and t.noteable_iid = k.merge_request_iid
        left join names a on a.user_id = k.resolved_by_id
        union all
        select c.iid, c.at, (c.iid << 24) + c.place, c.code, c.user_id, case c.type
                   when 'change_title' then format('title: %s → %s', coalesce(nullif(c.meta ->> 'OldTitle', ''),
                       'none'),
                       coalesce(nullif(c.meta ->> 'NewTitle', ''), 'none'))
                   when 'change_target_branch' then format('target branch: %s → %s', c.meta ->> 'OldRef',
                       c.meta ->> 'NewRef')
                   else c.content end, c.at, false, 'merge_request_events', null, 'changes', null,
               format('change/%s/%s/%s', c.iid, c.place, c.type || c.code), false, null, null, null, null, null, null,
                   null,
               null
        from changes c join page m on m.iid = c.iid
        union all
        select m.iid, coalesce(m.closed_at, m.updated_at, m.created_at), m.iid << 24, 6, m.closed_by_id, m.close_reason,
               coalesce(m.closed_at, m.updated_at, m.created_at), false, 'merge_requests', m.iid::text, 'markdown',
                   null,
               'reason/' || m.iid, false, null, null, null, null, null, null, null, m.raw #>> '{links,html,href}'
        from page m where m.close_reason <> ''),
    counted as (
        select e.*, count(*) over (partition by e.iid, e.discussion) > 1 as is_thread from elements e)
    select m.iid, json_build_object('id', c.place * 8 + c.code, 'note', coalesce(c.content, ''),
               'noteable_type', 'MergeRequest', 'author_id', coalesce(c.user_id, 0),
               'created_at', forge.export_time(w.at), 'updated_at', forge.export_time(coalesce(c.updated, w.at)),
               'last_edited_at', case when c.edited then forge.export_time(c.updated) end, 'system', false,
               'type', case when c.is_thread or s.source_id is not null then 'DiscussionNote' end,
               'resolved_at', forge.export_time(case when s.source_id is not null
                   then coalesce(s.at, m.updated_at, 'epoch') end),
               'resolved_by_id', s.user_id)::text,
           c.discussion, c.thing, c.key, c.markup, c.is_root, c.path, c.old_line, c.new_line,
           case when c.start_line < coalesce(c.new_line, c.old_line) then c.start_line end, c.base_sha, c.head_sha,
           c.prefix, c.link
    from counted c
    join page m on m.iid = c.iid
    left join resolved s on s.source_id = c.root
    cross join lateral (select coalesce(c.at, m.created_at, m.updated_at, 'epoch') as at) w
    order by m.iid, w.at, c.code, c.place, c.discussion collate "C";
$$;
comment on function forge.gitlab_talk(bigint, text, text) is
$$What was said in the pull requests of one page (forge.export_pages), for GitLab: by pull request and time. item: a
note of merge_requests.ndjson in which 0 stands for a person who is not known. discussion: its thread; is_root: no
comment of that is written before. path: it is about a file, or about a line of it (else both lines are null). Its id is
a number of ours times 8, and what it stands for: 0 a comment, 1 a task, 2 an event, 3 a change of an issue, 4 an
opinion, 6 more about something, 7 an opinion that an event tells of. thing, key: those of its losses. prefix: what
stands in front of the text.$$;
