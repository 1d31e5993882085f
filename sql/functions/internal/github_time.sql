create or replace function forge.github_time(at timestamptz) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select to_char(github_time.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
$$;
comment on function forge.github_time(timestamptz) is
'A point in time as records of GitHub have it: RFC 3339, in UTC, to the second.';
