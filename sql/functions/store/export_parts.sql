create or replace function forge.export_parts(run bigint, folder text) returns table (path text, sha256 text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.path, f.sha256 from brigade.export_files f
    where f.export_id = export_parts.run and f.is_part and starts_with(f.path, format('parts/%s/', export_parts.folder))
    order by substring(f.path from '^parts/[a-z]+/([0-9]+)\.[a-z]+$')::bigint, f.path collate "C";
$$;
comment on function forge.export_parts(bigint, text) is
$$Pieces of an output that another file is made of, in order: those that stand in parts/<folder>/, pages by their
number, others by name.$$;
