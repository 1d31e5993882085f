create or replace function brigade.end_text(at timestamptz) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select to_char(end_text.at, case when end_text.at < clock_timestamp() + interval '6 days' then 'FMDay HH24:MI TZ'
                                     else 'FMDD FMMonth HH24:MI TZ' end);
$$;
comment on function brigade.end_text(timestamptz) is
$$A time that lies ahead, in words: Tuesday 14:00 UTC, or after six days 8 December 14:00 UTC.$$;
