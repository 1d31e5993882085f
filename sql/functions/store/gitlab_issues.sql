create or replace function forge.gitlab_issues(run bigint, after_key text, upto_key text)
returns table (iid bigint, item text, header text, footer text, markup text, link text, author_id bigint,
               created_at text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with bound as materialized (select b.user_id from forge.gitlab_members(gitlab_issues.run) b),
    names as materialized (
        select e.*, e.user_id in (select b.user_id from bound b) as is_bound
        from forge.names_of(gitlab_issues.run) e),
    labels as materialized (
        select l.* from brigade.runs r cross join lateral forge.gitlab_labels(r.project_id) l
        where r.id = gitlab_issues.run),
    milestones as materialized (
        select s.* from brigade.runs r cross join lateral forge.gitlab_milestones(r.project_id) s
        where r.id = gitlab_issues.run),
    states as materialized (
        select c.* from brigade.runs r
        cross join lateral forge.gitlab_issue_states(r.project_id, after_key, upto_key) c
        where r.id = gitlab_issues.run)
    select i.iid, json_build_object(
               'iid', i.iid, 'title', t.title,
               'description', case when t.title <> t.whole then i.title || e'\n\n' else '' end
                   || coalesce(i.description, ''),
               'state', i.state, 'author_id', coalesce(i.author_id, 0), 'confidential', false,
               'created_at', w.created, 'updated_at', w.updated, 'last_edited_at', forge.export_time(i.edited_at),
               'closed_at', case when i.state = 'closed' then forge.export_time(coalesce(e.at, i.updated_at,
                   i.created_at, 'epoch')) end,
               'closed_by_id', case when i.state = 'closed' then coalesce(e.user_id, 0) end,
               'work_item_type', json_build_object('base_type', 'issue'),
               'milestone', (select s.item from milestones s where s.title = forge.export_milestone(i.milestone)),
               'issue_assignees', case when i.assignee_id is null then '[]' else json_build_array(json_build_object(
                   'user_id', i.assignee_id, 'created_at', w.created)) end,
               'resource_state_events', coalesce((
                   select json_agg(json_build_object('id', s.place * 8 + s.code, 'user_id', coalesce(s.user_id, 0),
                          'created_at', forge.export_time(coalesce(s.at, i.created_at, 'epoch')), 'state', s.state)
                          order by s.at, s.place)
                   from states s where s.iid = i.iid), '[]'),
               'label_links', coalesce((
                   select json_agg(json_build_object('target_type', 'Issue', 'created_at', w.created,
                          'updated_at', w.created, 'label', l.item) order by l.name collate "C")
                   from labels l where l.name in (
                        select forge.gitlab_label('kind', k.name) from forge.issue_labels k
                        where k.project_id = i.project_id and k.iid = i.iid
                        union all select forge.gitlab_label('priority', i.priority)
                        union all select forge.gitlab_label('component', i.component)
                        union all select forge.gitlab_label('version', i.version)
                        union all select forge.gitlab_label('status', i.source_state)
                            where i.source_state not in ('open', 'closed'))), '[]'))::text,
           case when u.is_bound is not true then
               format(e'*Created by %s on %s (Bitbucket)*\n\n', coalesce(u.words, 'Unknown'),
                   coalesce(forge.export_date(i.created_at), 'a day that is not known')) end,
           concat_ws(e'\n',
               format('- At Bitbucket: issue %s%s', i.iid, ', ' || (i.raw #>> '{links,html,href}')),
               case when not a.is_bound then '- Assignee: ' || a.words end,
               (select string_agg(format('- Attached: [%s](/uploads/%s/%s)', regexp_replace(left(c.name, 1000),
                       '[][<>()`\\\x01-\x1f\x7f]', '_', 'g'), c.folder, c.file), e'\n' order by c.name collate "C", c.n)
                from forge.gitlab_uploads(i.project_id, i.iid, i.iid) c),
               '- Votes: ' || nullif(i.votes, 0), '- Watchers: ' || nullif(i.watchers, 0),
               case when i.sanitised then '- Some bytes of it were no text: U+FFFD stands for them' end),
           i.raw #>> '{content,markup}', i.raw #>> '{links,html,href}', i.author_id, w.created
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    join forge.issues i on i.project_id = r.project_id
        and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
    left join names a on a.user_id = i.assignee_id
    left join names u on u.user_id = i.author_id
    -- The last change into a word for closed; what was resolved may have become closed afterwards.
    left join lateral (
        select e.at, e.user_id from forge.issue_events e
        where e.project_id = i.project_id and e.iid = i.iid and e.field = 'state'
          and e.new_value in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed')
        order by e.at desc nulls last, e.source_id desc, e.n desc limit 1) e on true
    cross join lateral (select case when btrim(i.title) = '' then '(no title)' else i.title end as whole) d
    cross join lateral (
        select d.whole, case when length(d.whole) > 255 then left(d.whole, 254) || '…' else d.whole end as title) t
    cross join lateral (
        select forge.export_time(coalesce(i.created_at, i.updated_at, p.created_at, 'epoch')) as created,
               forge.export_time(coalesce(i.updated_at, i.created_at, p.created_at, 'epoch')) as updated) w
    where r.id = gitlab_issues.run
    order by i.iid;
$$;
comment on function forge.gitlab_issues(bigint, text, text) is
$$Issues of one page (forge.export_pages) for GitLab, in order: item, an element of issues.ndjson without its notes, in
which 0 stands for a person who is not known, and what stands above its text (null: its author is bound to an account
there) and below it.$$;
