create or replace function forge.export_file_name(name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    -- A name of more than 200 bytes is cut where a character ends, before its extension. A folder takes 255: there
    -- is room for a number and another ending.
    select case when c.name in ('', '.', '..') then '_' else (
               select left(c.name, n) from generate_series(least(length(c.name) - length(e.ending), 200), 0, -1) n
               where octet_length(left(c.name, n)) <= 200 - octet_length(e.ending) limit 1) || e.ending end
    from (select regexp_replace(export_file_name.name, '[/\\\x01-\x1f\x7f]', '_', 'g') as name) c
    cross join lateral (select coalesce(substring(c.name from '[^.](\.[^.]{1,20})$'), '') as ending) w
    cross join lateral (select case when octet_length(w.ending) <= 21 then w.ending else '' end as ending) e;
$$;
comment on function forge.export_file_name(text) is
$$A name of a file that is safe in a folder: without slashes and controls, of at most 200 bytes.$$;
