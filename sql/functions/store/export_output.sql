create or replace function brigade.export_output(run bigint) returns table (path text, size_bytes bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.path, f.size_bytes from brigade.export_files f
    where f.export_id = export_output.run and not f.is_part order by f.path;
$$;
comment on function brigade.export_output(bigint) is 'Files that an export has written and will publish.';
