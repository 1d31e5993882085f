create or replace function forge.export_date(at timestamptz) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select to_char(export_date.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"');
$$;
comment on function forge.export_date(timestamptz) is 'A point in time in words, such as 2024-05-31 14:05 UTC.';
