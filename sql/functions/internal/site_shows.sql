create or replace function forge.site_shows(file_name text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select file_name ~* '\.(png|jpe?g|gif|webp|bmp)$';
$$;
comment on function forge.site_shows(text) is
'Whether a site shows a file of this name as a picture.';
