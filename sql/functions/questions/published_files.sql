create or replace function brigade.published_files() returns table (path text, sha256 text, size_bytes bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select r.directory || '/' || f.path, f.sha256, f.size_bytes
    from brigade.runs r join brigade.export_files f on f.export_id = r.id
    where r.directory is not null and not f.is_part and not exists (
        select from brigade.runs n where n.directory = r.directory and n.id > r.id)
    order by (r.directory || '/' || f.path) collate "C";
$$;
comment on function brigade.published_files() is
$$The files that exports have published, each with what it must hold: paths below the setting exports. Of the exports
that published the same project for the same target, the newest is asked.$$;
