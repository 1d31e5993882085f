create or replace function forge.github_attachments(run bigint, after_key text, upto_key text)
returns table (issue_iid bigint, name text, n integer, url text, item text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select a.issue_iid, a.name, a.n, w.url, json_build_object(
               'type', 'attachment', 'url', w.url, 'issue', format('%s/issues/%s', w.base, s.number), 'user', u.url,
               'asset_name', a.file, 'asset_content_type', forge.github_content_type(a.file),
               'asset_url', format('tarball://root/attachments/%s/%s', a.issue_iid, a.file),
               'created_at', forge.github_time(coalesce(i.created_at, i.updated_at, p.created_at, 'epoch')))::text
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    cross join lateral forge.export_attachments(p.id, github_attachments.after_key, github_attachments.upto_key) a
    join forge.issues i on i.project_id = p.id and i.iid = a.issue_iid
    join forge.numbers s on s.project_id = p.id and s.kind = 'issue' and s.iid = i.iid
        and s.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
    join forge.github_logins(r.id) u on u.user_id = coalesce(i.author_id, 0)
    cross join lateral (
        select 'https://bitbucket.org/' || p.full_name as base,
               format('https://bitbucket.org/%s/issues/%s/attachments/%s', p.full_name, s.number,
                   forge.github_escaped(a.file)) as url) w
    where r.id = github_attachments.run
    order by a.issue_iid, a.file collate "C";
$$;
comment on function forge.github_attachments(bigint, text, text) is
$$Files attached to the issues of one page (forge.export_pages) as records of GitHub: each once, under the name that
forge.export_copies gives it, with the address that texts name it by.$$;
