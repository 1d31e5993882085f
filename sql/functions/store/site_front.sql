create or replace function forge.site_front(run bigint)
returns table (full_name text, description text, facts text, things bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with pulls as (
        select m.state from brigade.runs r
        join forge.merge_requests m on m.project_id = r.project_id
            and (r.options ->> 'vanished' is distinct from 'false' or m.vanished_at is null)
        where r.id = site_front.run)
    select p.full_name, p.description, (
               select json_agg(json_build_array(f.label, f.cell) order by f.n)
               from (values
                   (1, 'Name', json_build_object('t', p.name, 'row', 'projects')),
                   (2, 'At Bitbucket', json_build_object('u', forge.web_of(p.raw, p.full_name))),
                   (3, 'Visibility', to_json(p.visibility)),
                   (4, 'Main branch', to_json(p.default_branch)),
                   (5, 'Language', to_json(p.language)),
                   (6, 'Website', case when p.website <> '' then json_build_object('u', p.website, 't', p.website)
                       end),
                   (7, 'Fork of', to_json(p.parent_full_name)),
                   (8, 'Made', forge.site_time(p.created_at)),
                   (9, 'Last changed', forge.site_time(p.updated_at)),
                   (10, 'Size at Bitbucket', to_json(pg_size_pretty(p.size_bytes))),
                   (11, 'Repositories', (
                       select json_agg(json_build_object('t', format('%s: %s commits, %s branches and tags', g.kind,
                                  g.commit_count, g.ref_count), 'row', 'repositories', 'h', (
                                  select e.path from brigade.export_files e
                                  where e.export_id = r.id and e.path = g.kind || '.bundle')) order by g.kind)
                       from forge.repositories g where g.project_id = p.id)),
                   (12, 'Pull requests', to_json((select format('%s, of which %s are open and %s merged', count(*),
                            count(*) filter (where m.state = 'opened'), count(*) filter (where m.state = 'merged'))
                        from pulls m))),
                   (13, 'Issues', to_json((select format('%s, of which %s are open', count(*), count(*) filter (
                            where i.state = 'opened')) from forge.issues i where i.project_id = p.id))),
                   (14, 'Comments', to_json((select count(*)::text from forge.notes n
                        where n.project_id = p.id and not n.pending and (h.has_gone or n.vanished_at is null and not (
                            n.noteable_type = 'merge_request' and forge.has_vanished(p.id, n.noteable_iid)))))),
                   (15, 'Tasks', to_json((select count(*)::text from forge.tasks k
                        where k.project_id = p.id and (h.has_gone or k.vanished_at is null and not
                            forge.has_vanished(p.id, k.merge_request_iid))))),
                   (16, 'Also', json_build_array(
                       json_build_object('t', 'Labels', 'h', 'labels/index.html'),
                       json_build_object('t', 'Milestones, components, versions', 'h', 'milestones/index.html'))),
                   (17, 'Not as it was', json_build_object('h', 'losses.html', 't', (
                       select count(*)::text from brigade.export_losses l where l.export_id = r.id) || ' things')),
                   (18, 'Bytes', to_json(case when p.sanitised
                       then 'some of it were no text: U+FFFD stands for them' end))) f(n, label, cell)
               where f.cell is not null)::text,
           (select count(*) from pulls m)
               + (select count(*) from forge.issues i where i.project_id = p.id)
               + (select count(*) from brigade.export_files e
                  where e.export_id = r.id and e.path like 'wiki/%.html' and e.path <> 'wiki/index.html')
    from brigade.runs r join forge.projects p on p.id = r.project_id
    cross join lateral (select r.options ->> 'vanished' is distinct from 'false' as has_gone) h
    where r.id = site_front.run;
$$;
comment on function forge.site_front(bigint) is
$$What the first page of a site says of the project: facts as in forge.site_pulls. things: its pull requests, issues
and pages of the wiki together.$$;
