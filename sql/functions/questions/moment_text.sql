create or replace function brigade.moment_text(at timestamptz) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_char(moment_text.at, 'FMDD FMMonth YYYY HH24:MI TZ');
$$;
comment on function brigade.moment_text(timestamptz) is 'A time, in words for people';
