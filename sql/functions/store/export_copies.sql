create or replace function forge.export_copies(project bigint, thing text, after_key text, upto_key text)
returns table (path text, sha256 text, size_bytes bigint, name text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select min(a.path), a.sha256, min(a.size_bytes), min(format('%s of issue %s', a.name, a.issue_iid)),
           min(i.raw #>> '{links,html,href}')
    from forge.attachments a left join forge.issues i on i.project_id = a.project_id and i.iid = a.issue_iid
    where export_copies.thing = 'attachments' and a.project_id = export_copies.project
      and (after_key is null or a.issue_iid > after_key::bigint) and a.issue_iid <= upto_key::bigint
    group by a.sha256
    union all
    select l.path, l.oid, l.size_bytes, format('the large file %s', l.oid), null from forge.lfs_objects l
    where export_copies.thing = 'lfs_objects' and l.project_id = export_copies.project
      and (after_key is null or l.oid collate "C" > after_key) and l.oid collate "C" <= upto_key
    order by 2;
$$;
comment on function forge.export_copies(bigint, text, text, text) is
$$Files of one page of attachments or lfs_objects (forge.export_pages) that an export copies, each once: where it
stands below the storage directory, its SHA-256 and size, and what people call it.$$;
