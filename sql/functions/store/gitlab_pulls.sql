create or replace function forge.gitlab_pulls(run bigint, after_key text, upto_key text)
returns table (iid bigint, item text, header text, footer text, markup text, link text, author_id bigint,
               created_at text, head text, target text, merge_commit text, target_branch text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select m.*, case when m.state = 'merged' then m.merged_at when m.state = 'closed' then m.closed_at end
            as ended_at
        from brigade.runs r
        join forge.merge_requests m on m.project_id = r.project_id
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        where r.id = gitlab_pulls.run
          and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false')),
    bound as materialized (select b.user_id from forge.gitlab_members(gitlab_pulls.run) b),
    names as materialized (
        select e.*, e.user_id in (select b.user_id from bound b) as is_bound
        from forge.names_of(gitlab_pulls.run) e),
    branches as materialized (
        select b.* from brigade.runs r cross join lateral forge.export_branches(r.project_id, after_key, upto_key) b
        where r.id = gitlab_pulls.run),
    superseded as materialized (
        select l.item from brigade.runs r cross join lateral forge.gitlab_labels(r.project_id) l
        where r.id = gitlab_pulls.run and l.name = 'status::superseded'
          and exists (select from page m where m.source_state = 'SUPERSEDED')),
    states as materialized (
        select c.iid, c.place, c.at, c.user_id,
               case c.type when 'merge_pull' then 'merged' when 'close' then 'closed' else 'reopened' end as state
        from brigade.runs r cross join lateral forge.export_changes(r.project_id, after_key, upto_key) c
        where r.id = gitlab_pulls.run and c.type in ('merge_pull', 'close', 'reopen')
        union all
        -- Only the final state is known: it is told where no event tells it.
        select m.iid, 0, coalesce(m.ended_at, m.updated_at, m.created_at), m.closed_by_id, m.state
        from page m
        where m.state <> 'opened' and not exists (
            select from forge.merge_request_events e
            where e.project_id = m.project_id and e.iid = m.iid and e.kind = m.state)),
    opinions as materialized (
        select v.*, a.words, a.is_bound, e.at is not null as is_told,
               v.role = 'reviewer' or v.state = 'changes_requested' as is_reviewer,
               forge.export_time(coalesce(m.created_at, m.updated_at, 'epoch')) as asked_at,
               forge.export_time(coalesce(e.at, v.participated_at, m.ended_at, m.updated_at, m.created_at,
                   'epoch')) as at,
               ((m.iid << 24) + row_number() over (partition by m.iid order by v.user_id)) * 8 as place
        from page m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid and v.vanished_at is null
        join names a on a.user_id = v.user_id
        left join lateral (
            select max(e.at) as at from forge.merge_request_events e
            where e.project_id = v.project_id and e.iid = v.iid and e.user_id = v.user_id and e.kind = v.state) e
                on true)
    select m.iid, json_build_object(
               'iid', m.iid, 'title', t.title,
               'description', case when t.title <> t.whole and btrim(m.title) <> '' then m.title || e'\n\n' else '' end
                   || coalesce(m.description, ''),
               'state', m.state, 'draft', m.draft, 'author_id', coalesce(m.author_id, 0),
               'created_at', w.created, 'updated_at', w.updated,
               'source_branch', b.head_ref, 'target_branch', coalesce(m.target_branch, p.default_branch, 'main'),
               'source_project_id', 1, 'target_project_id', 1, 'merge_status', 'can_be_merged',
               'merge_commit_sha', case when m.state = 'merged' and m.merge_commit_sha ~ '^[0-9a-f]{40}$'
                   then m.merge_commit_sha end,
               'merge_user_id', case when m.state = 'merged' then coalesce(m.closed_by_id, 0) end,
               'merge_params', case when m.close_source_branch then json_build_object('force_remove_source_branch',
                   true)
                   else '{}' end,
               'squash', false, 'diff_head_sha', m.head_oid, 'source_branch_sha', m.head_oid,
               'target_branch_sha', case when m.target_sha ~ '^[0-9a-f]{40}$' then m.target_sha end,
               'metrics', json_build_object('created_at', w.created, 'updated_at', w.updated, 'target_project_id', 1,
                   'merged_at', case when m.state = 'merged' then w.ended end,
                   'merged_by_id', case when m.state = 'merged' then coalesce(m.closed_by_id, 0) end,
                   'latest_closed_at', case when m.state = 'closed' then w.ended end,
                   'latest_closed_by_id', case when m.state = 'closed' then coalesce(m.closed_by_id, 0) end),
               'approvals', coalesce((
                   select json_agg(json_build_object('id', o.place + case when o.is_reviewer then 6
                          when o.is_told then 7 else 4 end, 'user_id', o.user_id, 'created_at', o.at, 'updated_at',
                              o.at)
                          order by o.user_id)
                   from opinions o where o.iid = m.iid and o.state = 'approved'), '[]'),
               'merge_request_reviewers', coalesce((
                   select json_agg(json_build_object('id', o.place + case when o.is_told then 7 else 4 end,
                          'user_id', o.user_id, 'created_at', o.asked_at, 'state', case o.state
                              when 'approved' then 'approved' when 'changes_requested' then 'requested_changes'
                              else 'unreviewed' end) order by o.user_id)
                   from opinions o where o.iid = m.iid and o.is_reviewer), '[]'),
               'resource_state_events', coalesce((
                   select json_agg(json_build_object('id', ((m.iid << 24) + s.place) * 8
                              + case when s.place > 0 then 2 else 6 end, 'user_id', coalesce(s.user_id, 0),
                          'created_at', forge.export_time(coalesce(s.at, m.created_at, 'epoch')), 'state', s.state)
                          order by s.at, s.place)
                   from states s where s.iid = m.iid), '[]'),
               'label_links', coalesce((
                   select json_agg(json_build_object('target_type', 'MergeRequest', 'created_at', w.created,
                          'updated_at', w.created, 'label', l.item))
                   from superseded l where m.source_state = 'SUPERSEDED'), '[]'))::text,
           case when u.is_bound is not true then
               format(e'*Created by %s on %s (Bitbucket)*\n\n', coalesce(u.words, 'Unknown'),
                   coalesce(forge.export_date(m.created_at), 'a day that is not known')) end,
           concat_ws(e'\n',
               format('- At Bitbucket: pull request %s%s', m.iid, ', ' || (m.raw #>> '{links,html,href}')),
               case when m.vanished_at is not null then '- No longer at Bitbucket' end,
               (select string_agg(concat_ws(', ', format('- %s: %s', initcap(o.role), o.words),
                       replace(o.state, '_', ' ')), e'\n' order by o.user_id)
                from opinions o where o.iid = m.iid and (o.state is not null or o.is_reviewer) and not o.is_bound),
               (select string_agg(case when v.vanished_at is null
                        then format('- %s without an opinion: %s', initcap(v.role), a.words)
                        else concat_ws(', ', format('- %s no longer at Bitbucket: %s', initcap(v.role), a.words),
                            replace(v.state, '_', ' ')) end, e'\n' order by v.user_id)
                from forge.merge_request_reviewers v join names a on a.user_id = v.user_id
                where v.project_id = m.project_id and v.iid = m.iid
                  and case when v.vanished_at is null
                      then v.state is null and v.role = 'participant'
                      else r.options ->> 'vanished' is distinct from 'false' end),
               case when b.is_fork then format('- From %s, branch `%s`',
                   coalesce('the fork ' || m.source_full_name, 'a repository that is gone'),
                   translate(coalesce(m.source_branch, '?'), '`' || e'\n\r', '   ')) end,
               case when m.sanitised then '- Some bytes of it were no text: U+FFFD stands for them' end),
           m.raw #>> '{summary,markup}', m.raw #>> '{links,html,href}', m.author_id, w.created, m.head_oid,
               m.target_sha,
           m.merge_commit_sha, m.target_branch
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    cross join page m
    left join names u on u.user_id = m.author_id
    left join branches b on b.iid = m.iid
    cross join lateral (
        select case when m.draft and m.title !~* '^draft: ' then 'Draft: ' else '' end
                   || case when btrim(m.title) = '' then '(no title)' else m.title end as whole) d
    cross join lateral (
        select d.whole, case when length(d.whole) > 255 then left(d.whole, 254) || '…' else d.whole end as title) t
    cross join lateral (
        select forge.export_time(coalesce(m.created_at, m.updated_at, p.created_at, 'epoch')) as created,
               forge.export_time(coalesce(m.updated_at, m.created_at, p.created_at, 'epoch')) as updated,
               forge.export_time(coalesce(m.ended_at, m.updated_at, m.created_at, 'epoch')) as ended) w
    where r.id = gitlab_pulls.run
    order by m.iid;
$$;
comment on function forge.gitlab_pulls(bigint, text, text) is
$$Pull requests of one page (forge.export_pages) for GitLab, in order: item, an element of merge_requests.ndjson without
its changes and notes, in which 0 stands for a person who is not known; what stands above its text (null: its author is
bound to an account there) and below it; and the commits that its base is found by. Ids of its lists are a number of
ours times 8, and what they stand for, as forge.gitlab_talk has it.$$;
