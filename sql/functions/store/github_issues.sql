create or replace function forge.github_issues(run bigint, after_key text, upto_key text)
returns table (iid bigint, item text, body text, footer text, markup text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select r.project_id, r.options, p.created_at as began, 'https://bitbucket.org/' || p.full_name as base
        from brigade.runs r join forge.projects p on p.id = r.project_id
        where r.id = github_issues.run),
    logins as materialized (select l.* from forge.github_logins(github_issues.run) l),
    -- Issues of the archive: in texts, their addresses become those of the new repository.
    records as materialized (
        select n.number from here h
        join forge.numbers n on n.project_id = h.project_id and n.kind = 'issue'
            and n.scheme = coalesce(h.options ->> 'numbers', 'pulls_first')
        union all
        select b.number from forge.github_headless(github_issues.run) b),
    labels as materialized (select l.* from here h cross join lateral forge.github_labels(h.project_id) l),
    milestones as materialized (select s.* from here h cross join lateral forge.export_milestones(h.project_id) s),
    attached as materialized (
        select a.* from forge.github_attachments(github_issues.run, after_key, upto_key) a)
    select i.iid, json_build_object(
               'type', 'issue', 'url', format('%s/issues/%s', h.base, n.number), 'repository', h.base, 'user', u.url,
               'title', w.shown, 'body', '', 'assignee', a.url,
               'assignees', case when a.url is null then '[]' else json_build_array(a.url) end,
               'milestone', (select format('%s/milestones/%s', h.base, s.number) from milestones s
                   where s.title = forge.export_milestone(i.milestone)),
               'labels', coalesce((
                   select json_agg(l.url order by l.name collate "C")
                   from labels l where lower(l.name) in (
                        select lower(forge.github_label(forge.forgejo_label(w.property, w.name)))
                        from (select 'kind' as property, k.name from forge.issue_labels k
                              where k.project_id = i.project_id and k.iid = i.iid
                              union all select 'priority', i.priority
                              union all select 'component', i.component
                              union all select 'version', i.version
                              union all select 'status', i.source_state
                                  where i.source_state not in ('open', 'closed')) w)), '[]'),
               'reactions', '[]'::json,
               'closed_at', case when i.state = 'closed' then forge.github_time(coalesce((
                   select max(e.at) from forge.issue_events e
                   where e.project_id = i.project_id and e.iid = i.iid and e.field = 'state'
                     and e.new_value in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed')),
                   i.updated_at, i.created_at, 'epoch')) end,
               'created_at', forge.github_time(coalesce(i.created_at, i.updated_at, h.began, 'epoch')),
               'updated_at', forge.github_time(coalesce(i.updated_at, i.created_at, h.began, 'epoch')))::text,
           case when w.shown <> i.title and btrim(i.title) <> '' then i.title || e'\n\n' else '' end
               || coalesce(i.description, ''),
           concat_ws(e'\n',
               format('- At Bitbucket: issue %s%s', i.iid, ', ' || case
                   when i.iid in (select b.number from records b) then replace(w.link, '://bitbucket.org/',
                       '://www.bitbucket.org/') else w.link end),
               (select string_agg(format('- Attached: [%s](%s)', regexp_replace(c.name,
                       '[][<>()`\\\x01-\x1f\x7f]', '_', 'g'), c.url), e'\n' order by c.name collate "C", c.n)
                from attached c where c.issue_iid = i.iid),
               '- Votes: ' || nullif(i.votes, 0), '- Watchers: ' || nullif(i.watchers, 0),
               '- Last edited: ' || forge.export_date(i.edited_at),
               case when i.sanitised then '- Some bytes of it were no text: U+FFFD stands for them' end),
           i.raw #>> '{content,markup}', w.link
    from here h
    join forge.issues i on i.project_id = h.project_id
        and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
    join forge.numbers n on n.project_id = h.project_id and n.kind = 'issue' and n.iid = i.iid
        and n.scheme = coalesce(h.options ->> 'numbers', 'pulls_first')
        and n.iid > coalesce(after_key::bigint, 0) and n.iid <= upto_key::bigint
    join logins u on u.user_id = coalesce(i.author_id, 0)
    left join logins a on a.user_id = i.assignee_id
    cross join lateral (
        select forge.github_title(i.title) as shown, i.raw #>> '{links,html,href}' as link) w
    order by i.iid;
$$;
comment on function forge.github_issues(bigint, text, text) is
$$Issues of one page (forge.export_pages) for GitHub, in order: item, a record without its body; its text, and what
stands below that.$$;
