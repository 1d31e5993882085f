create or replace function forge.github_pulls(run bigint, after_key text, upto_key text)
returns table (iid bigint, item text, issue text, body text, footer text, issue_footer text, markup text, link text,
               head text, head_missing text, target text, merge_commit text, target_branch text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select m.*, 'https://bitbucket.org/' || p.full_name as base, p.created_at as began, p.default_branch,
               'https://bitbucket.org/' || split_part(p.full_name, '/', 1) as owner_url, n.number,
               r.options ->> 'vanished' is distinct from 'false' as has_gone, m.raw #>> '{links,html,href}' as link,
               forge.github_title(m.title) as shown
        from brigade.runs r
        join forge.projects p on p.id = r.project_id
        join forge.merge_requests m on m.project_id = r.project_id
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        join forge.numbers n on n.project_id = r.project_id and n.kind = 'pull_request' and n.iid = m.iid
            and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
            and n.iid > coalesce(after_key::bigint, 0) and n.iid <= upto_key::bigint
        where r.id = github_pulls.run
          and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false')),
    names as materialized (select e.* from forge.names_of(github_pulls.run) e),
    logins as materialized (select l.* from forge.github_logins(github_pulls.run) l),
    branches as materialized (
        select b.* from brigade.runs r cross join lateral forge.export_branches(r.project_id, after_key, upto_key) b
        where r.id = github_pulls.run),
    asked as materialized (
        select m.iid, v.user_id, v.role = 'reviewer' and v.vanished_at is null and m.state = 'opened' as is_waited_for,
               case when v.vanished_at is null
                    then format('- %s without an opinion: %s', initcap(v.role), a.words)
                    else concat_ws(', ', format('- %s no longer at Bitbucket: %s', initcap(v.role), a.words),
                        replace(v.state, '_', ' ')) end as words
        from page m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid
            and case when v.vanished_at is null then v.state is null else m.has_gone end
        join names a on a.user_id = v.user_id)
    select m.iid, json_build_object(
               'type', 'pull_request', 'url', format('%s/pull/%s', m.base, m.number), 'user', u.url,
               'repository', m.base, 'title', m.shown, 'body', '',
               'base', json_build_object('ref', w.base_ref, 'sha', '', 'user', m.owner_url, 'repo', m.base),
               'head', json_build_object('ref', coalesce(b.head_ref, 'bitbucket/pr-' || m.iid), 'sha', '',
                   'user', m.owner_url, 'repo', m.base),
               'assignee', null, 'assignees', '[]'::json, 'milestone', null, 'labels', w.labels,
               'reactions', '[]'::json,
               -- Whose opinion is waited for.
               'review_requests', (
                   select coalesce(json_agg(l.url order by l.user_id), '[]')
                   from asked a join logins l on l.user_id = a.user_id where a.iid = m.iid and a.is_waited_for),
               'close_issue_references', '[]'::json, 'work_in_progress', m.draft,
               'merged_at', case when m.state = 'merged' then w.ended end,
               'closed_at', case when m.state <> 'opened' then w.ended end, 'created_at', w.created,
               'merge_commit_sha', case when m.state = 'merged' and m.merge_commit_sha ~ '^[0-9a-f]{40}$'
                   then m.merge_commit_sha end)::text,
           json_build_object(
               'type', 'issue', 'url', format('%s/issues/%s', m.base, m.number), 'repository', m.base, 'user', u.url,
               'title', m.shown, 'body', '', 'assignee', null, 'assignees', '[]'::json, 'milestone', null,
               'labels', case when m.source_state = 'SUPERSEDED'
                   then json_build_array(m.base || '/labels/pull%20request', m.base || '/labels/status%2Fsuperseded')
                   else json_build_array(m.base || '/labels/pull%20request') end,
               'reactions', '[]'::json, 'closed_at', case when m.state <> 'opened' then w.ended end,
               'created_at', w.created,
               'updated_at', forge.github_time(coalesce(m.updated_at, m.created_at, m.began, 'epoch')))::text,
           case when m.shown <> m.title and btrim(m.title) <> '' then m.title || e'\n\n' else '' end
               || coalesce(m.description, ''),
           concat_ws(e'\n', f.first, (
                   select string_agg(a.words, e'\n' order by a.user_id) from asked a
                   where a.iid = m.iid and not a.is_waited_for), f.last),
           concat_ws(e'\n', f.first,
               format('- A pull request without its commits: %s, from branch `%s` to `%s`', w.state,
                   translate(coalesce(m.source_branch, '?'), '`' || e'\n\r', '   '),
                   translate(coalesce(m.target_branch, '?'), '`' || e'\n\r', '   '))
                   || coalesce(', head ' || coalesce(m.head_oid, m.source_sha), '')
                   || coalesce(', merge commit ' || m.merge_commit_sha, ''), (
                   select string_agg(a.words, e'\n' order by a.user_id) from asked a where a.iid = m.iid), f.last),
           m.raw #>> '{summary,markup}', m.link, m.head_oid, m.head_missing, m.target_sha, m.merge_commit_sha,
           m.target_branch
    from page m
    join logins u on u.user_id = coalesce(m.author_id, 0)
    left join branches b on b.iid = m.iid
    cross join lateral (
        select case when m.source_state = 'SUPERSEDED'
                   then json_build_array(m.base || '/labels/status%2Fsuperseded') else '[]' end as labels,
               -- A name that could be a commit is refused.
               case when m.target_branch ~ '^[0-9a-f]{40}$' then 'ref-' || m.target_branch
                    else coalesce(m.target_branch, m.default_branch, 'main') end as base_ref,
               case when m.state = 'merged' then 'merged' when m.source_state = 'SUPERSEDED' then 'superseded'
                    when m.state = 'closed' then 'declined' else 'open' end as state,
               forge.github_time(coalesce(m.created_at, m.updated_at, m.began, 'epoch')) as created,
               forge.github_time(coalesce(case when m.state = 'merged' then m.merged_at else m.closed_at end,
                   m.updated_at, m.created_at, 'epoch')) as ended) w
    cross join lateral (
        select concat_ws(e'\n', format('- At Bitbucket: pull request %s%s', m.iid, ', ' || m.link),
                   case when m.vanished_at is not null then '- No longer at Bitbucket' end) as first,
               nullif(concat_ws(e'\n',
                   case when b.is_fork then format('- From %s, branch `%s`',
                       coalesce('the fork ' || m.source_full_name, 'a repository that is gone'),
                       translate(coalesce(m.source_branch, '?'), '`' || e'\n\r', '   ')) end,
                   case when m.state = 'opened' and m.close_source_branch
                       then '- Its branch is to be deleted when it is merged' end,
                   case when m.sanitised then '- Some bytes of it were no text: U+FFFD stands for them' end), '')
                   as last) f
    order by m.iid;
$$;
comment on function forge.github_pulls(bigint, text, text) is
$$Pull requests of one page (forge.export_pages) for GitHub, in order: item, a record in which base.sha, head.sha and
its body are not known yet; issue, what it is when git does not have its head or base; its text and what stands below
that, in either case; and the commits that its base is found by.$$;
