create or replace function brigade.duration_text(duration interval) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when s.s < 60 then s.s || ' s' when s.s < 3600 then s.s / 60 || ' min'
                when s.s < 86400 then s.s / 3600 || ' h ' || s.s % 3600 / 60 || ' min'
                else s.s / 86400 || ' d ' || s.s % 86400 / 3600 || ' h' end
    from (select greatest(0, floor(extract(epoch from duration_text.duration)))::bigint as s) s;
$$;
comment on function brigade.duration_text(interval) is
$$A time span for people: 12 s, 4 min, 1 h 5 min, 2 d 3 h. It is cut, not rounded.$$;
