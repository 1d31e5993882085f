create or replace function brigade.files(project bigint) returns table (path text, sha256 text, size_bytes bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if to_regclass('forge.attachments') is not null then
        return query execute 'select a.path, a.sha256, a.size_bytes from forge.attachments a where a.project_id = $1 '
            'order by a.path' using project;
    end if;
    if to_regclass('forge.lfs_objects') is not null then
        return query execute 'select l.path, l.oid, l.size_bytes from forge.lfs_objects l where l.project_id = $1 and '
            'l.path is not null order by l.path' using project;
    end if;
end $$;
comment on function brigade.files(bigint) is
$$The files of a project with what they must hold: paths below the storage directory. A large file of git LFS is named
for its SHA-256.$$;
