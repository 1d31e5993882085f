create or replace function forge.export_time(at timestamptz) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select to_char(export_time.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
$$;
comment on function forge.export_time(timestamptz) is 'A point in time as RFC 3339 has it, in UTC, to the microsecond.';
