create or replace function forge.site_pulls(run bigint, after_key text, upto_key text)
returns table (iid bigint, title text, facts text, body text, markup text, link text, head text, target text,
               merge_commit text, target_branch text, has_diff boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with names as materialized (select n.* from forge.names_of(site_pulls.run) n)
    select m.iid, m.title, (
               select json_agg(json_build_array(f.label, f.cell) order by f.n)
               from (values
                   (1, 'State', to_json(concat(m.state, ' (' || nullif(m.source_state, '') || ' at Bitbucket)',
                       case when m.draft then ', draft' end))),
                   (2, 'Author', forge.site_person(m.author_id, a.name)),
                   (3, 'Created', forge.site_time(m.created_at)),
                   (4, 'Last changed', forge.site_time(m.updated_at)),
                   (5, 'Merged', forge.site_time(m.merged_at)),
                   (6, 'Closed', forge.site_time(m.closed_at)),
                   (7, case m.state when 'merged' then 'Merged by' else 'Closed by' end,
                       case when m.closed_by_id is not null then forge.site_person(m.closed_by_id, c.name) end),
                   (8, 'Branch', to_json(format('%s → %s', coalesce(m.source_branch, 'unknown'),
                       coalesce(m.target_branch, 'unknown')))),
                   (9, 'From', to_json(case when m.source_full_name is null then 'a repository that is gone'
                       when m.source_full_name <> p.full_name then 'the fork ' || m.source_full_name end)),
                   (10, 'Head', to_json(coalesce(m.head_oid, m.source_sha))),
                   (11, 'Commit of the target', to_json(m.target_sha)),
                   (12, 'Commit of the merge', to_json(m.merge_commit_sha)),
                   (13, 'Commits', to_json(m.head_missing)),
                   (14, 'Its branch', to_json(case when m.close_source_branch
                       then 'was to be deleted when it is merged' end)),
                   (15, 'Counted at Bitbucket', to_json(case when num_nulls(m.comment_count, m.task_count) = 0
                       then format('%s comments, %s open tasks', m.comment_count, m.task_count) end)),
                   (16, 'Bytes', to_json(case when m.sanitised
                       then 'some of it were no text: U+FFFD stands for them' end)),
                   (17, 'At Bitbucket', case when m.vanished_at is not null
                       then to_json('no longer there since ' || forge.export_date(m.vanished_at))
                       when m.raw #>> '{links,html,href}' is not null then json_build_object('u',
                           m.raw #>> '{links,html,href}') end)) f(n, label, cell)
               where f.cell is not null)::text,
           m.description, m.raw #>> '{summary,markup}', m.raw #>> '{links,html,href}', m.head_oid, m.target_sha,
           m.merge_commit_sha, m.target_branch, coalesce(r.options ->> 'diffs' = 'full', false)
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    join forge.merge_requests m on m.project_id = r.project_id
        and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        and (r.options ->> 'vanished' is distinct from 'false' or m.vanished_at is null)
    left join names a on a.user_id = m.author_id
    left join names c on c.user_id = m.closed_by_id
    where r.id = site_pulls.run
    order by m.iid;
$$;
comment on function forge.site_pulls(bigint, text, text) is
$$Pull requests of one page (forge.export_pages) for a site, in order: facts as a list of names and cells. A cell is a
text, a list of cells, or an object: t a text, h the path of a page of the site, u an address elsewhere, at a time, row
the things that it stands for. The commits are those that its changes are found by; has_diff: the export asks for all of
them.$$;
