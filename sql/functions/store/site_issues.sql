create or replace function forge.site_issues(run bigint, after_key text, upto_key text)
returns table (iid bigint, title text, facts text, body text, markup text, link text, head text, target text,
               merge_commit text, target_branch text, has_diff boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with names as materialized (select n.* from forge.names_of(site_issues.run) n)
    select i.iid, i.title, (
               select json_agg(json_build_array(f.label, f.cell) order by f.n)
               from (values
                   (1, 'State', to_json(concat(i.state, ' (' || nullif(i.source_state, '') || ' at Bitbucket)'))),
                   (2, 'Reporter', forge.site_person(i.author_id, a.name)),
                   (3, 'Assignee', case when i.assignee_id is not null
                       then forge.site_person(i.assignee_id, s.name) end),
                   (4, 'Kind', to_json(i.kind)),
                   (5, 'Labels', (
                       select json_agg(json_build_object('t', l.name, 'row', 'issue_labels') order by l.name collate
                           "C")
                       from forge.issue_labels l where l.project_id = i.project_id and l.iid = i.iid)),
                   (6, 'Priority', to_json(i.priority)),
                   (7, 'Component', to_json(i.component)),
                   (8, 'Version', to_json(i.version)),
                   (9, 'Milestone', to_json(i.milestone)),
                   (10, 'Created', forge.site_time(i.created_at)),
                   (11, 'Last changed', forge.site_time(i.updated_at)),
                   (12, 'Text last edited', forge.site_time(i.edited_at)),
                   (13, 'Votes', to_json(i.votes::text)),
                   (14, 'Watchers', to_json(i.watchers::text)),
                   (15, 'Bytes', to_json(case when i.sanitised
                       then 'some of it were no text: U+FFFD stands for them' end)),
                   (16, 'At Bitbucket', case when i.raw #>> '{links,html,href}' is not null
                       then json_build_object('u', i.raw #>> '{links,html,href}') end)) f(n, label, cell)
               where f.cell is not null)::text,
           i.description, i.raw #>> '{content,markup}', i.raw #>> '{links,html,href}', null, null, null, null, false
    from brigade.runs r
    join forge.issues i on i.project_id = r.project_id
        and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
    left join names a on a.user_id = i.author_id
    left join names s on s.user_id = i.assignee_id
    where r.id = site_issues.run
    order by i.iid;
$$;
comment on function forge.site_issues(bigint, text, text) is
$$Issues of one page (forge.export_pages) for a site, in order, as forge.site_pulls has pull requests.$$;
