create or replace function forge.site_parts(run bigint) returns table (path text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.path from brigade.export_files f
    where f.export_id = site_parts.run and f.is_part and f.path like 'parts/words/%'
    order by f.path;
$$;
comment on function forge.site_parts(bigint) is
'Pieces that the search pages of a site are made of: lines of forge.site_words, each piece in order.';
