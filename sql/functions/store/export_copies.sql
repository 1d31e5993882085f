create or replace function forge.export_copies(project bigint, thing text, after_key text, upto_key text, target text)
returns table (path text, sha256 text, size_bytes bigint, name text, place text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select min(a.path), a.sha256, min(a.size_bytes), min(format('%s of issue %s', a.name, a.issue_iid)), a.place
    from (
        select t.path, t.sha256, t.size_bytes, t.name, t.issue_iid, 'attachments/' || t.sha256 as place
        from forge.attachments t
        where export_copies.thing = 'attachments' and export_copies.target = 'files'
          and t.project_id = export_copies.project and t.issue_iid > coalesce(after_key::bigint, -1)
          and t.issue_iid <= upto_key::bigint
        union all
        select a.path, a.sha256, a.size_bytes, a.name, a.issue_iid, case export_copies.target
               when 'site' then format('files/%s/%s', a.sha256, forge.site_file_name(a.name))
               else format('%sattachments/%s/%s', case export_copies.target when 'github' then 'parts/' end,
                   a.issue_iid, a.file) end
        from forge.export_attachments(export_copies.project, after_key, upto_key) a
        where export_copies.thing = 'attachments' and export_copies.target not in ('files', 'gitlab')) a
    group by a.sha256, a.place
    union all
    select u.path, u.sha256, u.size_bytes, format('%s of issue %s', u.name, u.issue_iid),
           format('parts/archive/uploads/%s/%s', u.folder, u.file)
    from forge.gitlab_uploads(export_copies.project, coalesce(after_key::bigint + 1, 0), upto_key::bigint) u
    where export_copies.thing = 'attachments' and export_copies.target = 'gitlab'
    union all
    select l.path, l.oid, l.size_bytes, format('the large file %s', l.oid),
           case export_copies.target when 'gitlab' then 'parts/archive/lfs-objects/' else 'lfs/' end || l.oid
    from forge.lfs_objects l
    where export_copies.thing = 'lfs_objects' and l.project_id = export_copies.project
      and (after_key is null or l.oid collate "C" > after_key) and l.oid collate "C" <= upto_key
    order by 5;
$$;
comment on function forge.export_copies(bigint, text, text, text, text) is
$$Files of one page of attachments or lfs_objects (forge.export_pages) that an export copies, each once: where it
stands below the storage directory, its SHA-256 and size, what people call it, and its place in the output, or among the
parts that the output is made of.$$;
