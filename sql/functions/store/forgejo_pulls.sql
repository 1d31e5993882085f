create or replace function forge.forgejo_pulls(run bigint, after_key text, upto_key text)
returns table (iid bigint, number bigint, item text, footer text, markup text, link text, head text, target text,
               merge_commit text, target_branch text, stand_in text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select m.* from brigade.runs r
        join forge.merge_requests m on m.project_id = r.project_id
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        where r.id = forgejo_pulls.run
          and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false')),
    names as materialized (
        select e.* from forge.names_of(forgejo_pulls.run) e),
    branches as materialized (
        select b.* from brigade.runs r cross join lateral forge.export_branches(r.project_id, after_key, upto_key) b
        where r.id = forgejo_pulls.run),
    stand_ins as materialized (
        select d.* from brigade.runs r cross join lateral forge.export_stand_ins(r.project_id) d
        where r.id = forgejo_pulls.run)
    select m.iid, n.number, json_build_object(
               'number', n.number, 'foreignindex', n.number, 'title', w.title,
               'poster_id', coalesce(m.author_id, 0), 'poster_name', '', 'poster_email', '',
               'content', case when w.title <> m.title then m.title || e'\n\n' else '' end || coalesce(m.description,
                   ''),
               'milestone', '', 'state', case when m.state = 'opened' then 'open' else 'closed' end,
               'created', forge.export_time(coalesce(m.created_at, m.updated_at, p.created_at, 'epoch')),
               'updated', forge.export_time(coalesce(m.updated_at, m.created_at, p.created_at, 'epoch')),
               'closed', case when m.state <> 'opened' then w.ended end,
               'labels', case when m.source_state = 'SUPERSEDED' then json_build_array(json_build_object(
                   'name', 'status/superseded', 'color', left(forge.fnv32('status/superseded'), 6),
                   'description', 'State at Bitbucket', 'exclusive', true)) else '[]' end,
               'patch_url', format('git/pulls/%s.patch', n.number), 'merged', m.state = 'merged',
               'merged_time', case when m.state = 'merged' then w.ended end,
               'merge_commit_sha', case when m.state = 'merged' and m.merge_commit_sha ~ '^[0-9a-f]{40}$'
                   then m.merge_commit_sha else '' end,
               'head', json_build_object('clone_url', '', 'ref', coalesce(b.head_ref, ''), 'sha', coalesce(m.head_oid,
                   ''),
                   'repo_name', o.name, 'owner_name', o.owner),
               'base', json_build_object('clone_url', '', 'ref', coalesce(m.target_branch, p.default_branch, ''),
                   'sha', '', 'repo_name', o.name, 'owner_name', o.owner),
               'assignees', '[]'::json, 'is_locked', false, 'reactions', '[]'::json, 'is_draft', m.draft)::text,
           concat_ws(e'\n',
               format('- At Bitbucket: pull request %s%s', m.iid, ', ' || (m.raw #>> '{links,html,href}')),
               case when m.vanished_at is not null then '- No longer at Bitbucket' end,
               (select string_agg(case when v.vanished_at is null
                        then format('- %s without an opinion: %s', initcap(v.role), a.words)
                        else concat_ws(', ', format('- %s no longer at Bitbucket: %s', initcap(v.role), a.words),
                            replace(v.state, '_', ' ')) end, e'\n' order by v.user_id)
                from forge.merge_request_reviewers v join names a on a.user_id = v.user_id
                where v.project_id = m.project_id and v.iid = m.iid
                  and case when v.vanished_at is null then v.state is null
                      else r.options ->> 'vanished' is distinct from 'false' end),
               case when b.is_fork then format('- From %s, branch `%s`',
                   coalesce('the fork ' || m.source_full_name, 'a repository that is gone'),
                   translate(coalesce(m.source_branch, '?'), '`' || e'\n\r', '   ')) end,
               case when m.state = 'opened' and m.close_source_branch
                   then '- Its branch is to be deleted when it is merged' end,
               case when m.sanitised then '- Some bytes of it were no text: U+FFFD stands for them' end),
           m.raw #>> '{summary,markup}', m.raw #>> '{links,html,href}', m.head_oid,
           case when not t.is_looked_up then m.target_sha end, m.merge_commit_sha, m.target_branch, d.oid
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    cross join lateral (select coalesce(r.options ->> 'owner', split_part(r.source, '/', 1)) as owner,
                               coalesce(r.options ->> 'name', split_part(r.source, '/', 2)) as name) o
    cross join page m
    join forge.numbers n on n.project_id = r.project_id and n.kind = 'pull_request' and n.iid = m.iid
        and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
    left join branches b on b.iid = m.iid
    left join stand_ins d on d.iid = m.iid
    -- Of an open one, the receiver looks for the common ancestor with the branch as it is.
    cross join lateral (
        select m.state = 'opened' and exists (
            select from forge.refs f where f.project_id = m.project_id and f.kind = 'code' and f.vanished_at is null
            and f.name = 'refs/heads/' || m.target_branch) as is_looked_up) t
    cross join lateral (
        select case when length(m.title) > 255 then left(m.title, 254) || '…' else m.title end as title,
               forge.export_time(coalesce(case when m.state = 'merged' then m.merged_at else m.closed_at end,
                   m.updated_at, m.created_at, 'epoch')) as ended) w
    where r.id = forgejo_pulls.run
    order by m.iid;
$$;
comment on function forge.forgejo_pulls(bigint, text, text) is
$$Pull requests of one page (forge.export_pages) for Forgejo, in order: item, an element of pull_request.yml in which
the people are numbers of forge.users (0: not known) and base.sha is not known yet; what stands below its text; and
the commits that its base is found by. stand_in: what stands for a head that is not in the store.$$;
