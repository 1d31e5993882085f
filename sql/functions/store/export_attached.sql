create or replace function forge.export_attached(run bigint, thing text, after_key text, upto_key text)
returns table (issue_iid bigint, name text, place text, is_picture boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select r.id, r.target, r.project_id, coalesce(after_key::bigint, 0) as after_iid, upto_key::bigint as upto_iid
        from brigade.runs r where r.id = export_attached.run),
    texts as (
        select concat_ws(' ', m.description, m.close_reason) as content
        from here h join forge.merge_requests m on m.project_id = h.project_id
            and export_attached.thing = 'merge_requests' and m.iid > h.after_iid and m.iid <= h.upto_iid
        union all
        select i.description
        from here h join forge.issues i on i.project_id = h.project_id
            and export_attached.thing = 'issues' and i.iid > h.after_iid and i.iid <= h.upto_iid
        union all
        select n.body
        from here h join forge.notes n on n.project_id = h.project_id
            and n.noteable_type || 's' = export_attached.thing
            and n.noteable_iid > h.after_iid and n.noteable_iid <= h.upto_iid
        union all
        select t.content
        from here h join forge.tasks t on t.project_id = h.project_id
            and export_attached.thing = 'merge_requests'
            and t.merge_request_iid > h.after_iid and t.merge_request_iid <= h.upto_iid),
    named as (
        select distinct (regexp_matches(t.content, '/issues?/(?:attachments/)?(\d{1,18})/', 'gi'))[1]::bigint as iid
        from texts t where t.content ~* '/attachments/'),
    issues as materialized (
        select h.*, a.issue_iid
        from here h
        cross join lateral (
            select distinct a.issue_iid from forge.attachments a
            where a.project_id = h.project_id and a.issue_iid in (select n.iid from named n)) a)
    select f.issue_iid, f.name, f.place, f.is_picture
    from (
        select u.issue_iid, u.name, format('/uploads/%s/%s', u.folder, u.file) as place, false as is_picture
        from issues i cross join lateral forge.gitlab_uploads(i.project_id, i.issue_iid, i.issue_iid) u
        where i.target = 'gitlab' and u.n = 1
        union all
        select u.issue_iid, u.name, u.url, false
        from (select i.id, min(i.issue_iid) - 1 as after_iid, max(i.issue_iid) as upto_iid
              from issues i where i.target = 'github' group by i.id) r
        cross join lateral forge.github_attachments(r.id, r.after_iid::text, r.upto_iid::text) u
        where u.n = 1 and u.issue_iid in (select i.issue_iid from issues i)
        union all
        select s.* from (
            select distinct on (a.issue_iid, a.name) a.issue_iid, a.name,
                   forge.site_address('files/' || a.sha256 || '/' || w.name), forge.site_shows(w.name)
            from issues i
            join forge.attachments a on a.project_id = i.project_id and a.issue_iid = i.issue_iid
                and a.owner_iid is not null
            cross join lateral (select forge.site_file_name(a.name) as name) w
            where i.target = 'site'
            order by a.issue_iid, a.name, a.n) s) f
    order by f.issue_iid, f.name collate "C";
$$;
comment on function forge.export_attached(bigint, text, text, text) is
$$Files of those issues whose attachments the texts of a page (forge.export_pages) of merge_requests or issues link to,
each with the address that links to it have at the target, in the order of bytes. Of several of one name it is the
first. is_picture: of a site, it is shown as one.$$;
