create or replace function forge.site_time(at timestamptz) returns json
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select json_build_object('at', forge.export_time(site_time.at)) where site_time.at is not null;
$$;
comment on function forge.site_time(timestamptz) is
'A point in time as a cell of a page of a site (forge.site_pulls); null: not known.';
