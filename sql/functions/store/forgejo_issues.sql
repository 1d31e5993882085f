create or replace function forge.forgejo_issues(run bigint, after_key text, upto_key text)
returns table (iid bigint, number bigint, item text, footer text, markup text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with names as materialized (
        select e.* from forge.names_of(forgejo_issues.run) e),
    labels as materialized (
        select l.* from brigade.runs r cross join lateral forge.forgejo_labels(r.project_id) l
        where r.id = forgejo_issues.run)
    select i.iid, n.number, json_build_object(
               'number', n.number, 'poster_id', coalesce(i.author_id, 0), 'poster_name', '', 'poster_email', '',
               'title', w.title,
               'content', case when w.title <> i.title then i.title || e'\n\n' else '' end || coalesce(i.description,
                   ''),
               'ref', '', 'milestone', coalesce(forge.export_milestone(i.milestone), ''),
               'state', case when i.state = 'opened' then 'open' else 'closed' end, 'is_locked', false,
               'created', forge.export_time(coalesce(i.created_at, i.updated_at, p.created_at, 'epoch')),
               'updated', forge.export_time(coalesce(i.updated_at, i.created_at, p.created_at, 'epoch')),
               'closed', case when i.state = 'closed' then forge.export_time(coalesce((
                   select max(e.at) from forge.issue_events e
                   where e.project_id = i.project_id and e.iid = i.iid and e.field = 'state'
                     and e.new_value in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed')),
                   i.updated_at, i.created_at, 'epoch')) end,
               'labels', coalesce((
                   select json_agg(json_build_object('name', l.name, 'color', l.color, 'description', l.description)
                       order by l.name collate "C")
                   from labels l where l.name in (
                        select forge.forgejo_label('kind', k.name) from forge.issue_labels k
                        where k.project_id = i.project_id and k.iid = i.iid
                        union all select forge.forgejo_label('priority', i.priority)
                        union all select forge.forgejo_label('component', i.component)
                        union all select forge.forgejo_label('version', i.version)
                        union all select forge.forgejo_label('status', i.source_state)
                            where i.source_state not in ('open', 'closed'))), '[]'),
               'reactions', '[]'::json,
               'assignees', case when a.name is null then '[]' else json_build_array(a.name) end)::text,
           concat_ws(e'\n',
               format('- At Bitbucket: issue %s%s', i.iid, ', ' || (i.raw #>> '{links,html,href}')),
               '- Assignee: ' || a.words, '- Votes: ' || nullif(i.votes, 0), '- Watchers: ' || nullif(i.watchers, 0),
               '- Last edited: ' || forge.export_date(i.edited_at),
               case when i.sanitised then '- Some bytes of it were no text: U+FFFD stands for them' end),
           i.raw #>> '{content,markup}', i.raw #>> '{links,html,href}'
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    join forge.issues i on i.project_id = r.project_id
        and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
    join forge.numbers n on n.project_id = r.project_id and n.kind = 'issue' and n.iid = i.iid
        and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
        and n.iid > coalesce(after_key::bigint, 0) and n.iid <= upto_key::bigint
    left join names a on a.user_id = i.assignee_id
    cross join lateral (
        select case when length(i.title) > 255 then left(i.title, 254) || '…' else i.title end as title) w
    where r.id = forgejo_issues.run
    order by i.iid;
$$;
comment on function forge.forgejo_issues(bigint, text, text) is
$$Issues of one page (forge.export_pages) for Forgejo, in order: item, an element of issue.yml in which the people are
numbers of forge.users (0: not known), and what stands below its text.$$;
