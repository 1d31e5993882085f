create or replace function forge.site_redirects(run bigint) returns table (line text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select brigade.csv_line(w.path, w.page)
    from (
        select 0 as place, 0::bigint as iid, 'path' as path, 'page' as page
        union all
        select 1, f.n, '/' || p.full_name || f.path, f.page
        from brigade.runs r join forge.projects p on p.id = r.project_id
        cross join (values (1, '', 'index.html'), (2, '/', 'index.html'), (3, '/src', 'index.html'),
                           (4, '/pull-requests', 'pulls/index-1.html'), (5, '/pull-requests/', 'pulls/index-1.html'),
                           (6, '/issues', 'issues/index-1.html'), (7, '/branches', 'branches.html'),
                           (8, '/branches/', 'branches.html'), (9, '/wiki', 'wiki/index.html'),
                           (10, '/wiki/', 'wiki/index.html')) f(n, path, page)
        where r.id = site_redirects.run
        union all
        select 2, m.iid, format('/%s/pull-requests/%s%s', p.full_name, m.iid, t.tab), format('pulls/%s.html', m.iid)
        from brigade.runs r join forge.projects p on p.id = r.project_id
        join forge.merge_requests m on m.project_id = p.id
        cross join (values (''), ('/diff'), ('/activity'), ('/commits'), ('/overview')) t(tab)
        where r.id = site_redirects.run and (r.options ->> 'vanished' is distinct from 'false' or m.vanished_at is null)
        union all
        select 3, i.iid, format('/%s/%s/%s', p.full_name, t.word, i.iid), format('issues/%s.html', i.iid)
        from brigade.runs r join forge.projects p on p.id = r.project_id
        join forge.issues i on i.project_id = p.id
        cross join (values ('issues'), ('issue')) t(word)
        where r.id = site_redirects.run
        union all
        -- With the title behind the number, as Bitbucket itself links to issues.
        select 3, i.iid, l.path, format('issues/%s.html', i.iid)
        from brigade.runs r join forge.issues i on i.project_id = r.project_id
        cross join lateral (
            select substring(i.raw #>> '{links,html,href}' from '^https?://[^/]+(/[^?#]+)$') as path) l
        where r.id = site_redirects.run and l.path ~ format('/issues/%s/[^/]+$', i.iid)) w
    order by w.place, w.iid, w.path collate "C";
$$;
comment on function forge.site_redirects(bigint) is
$$Lines of redirects.csv of a site, but for those of the wiki, which git has: the path that a page had at Bitbucket, and
the page of the site that it is now. What stands behind # stays, because comments keep their anchors.$$;
