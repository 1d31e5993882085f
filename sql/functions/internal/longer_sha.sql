create or replace function forge.longer_sha(known text, given text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when starts_with(known, given) then known else given end;
$$;
comment on function forge.longer_sha(text, text) is
$$The hash that is known when the given one is its beginning; else the given one. A null takes nothing away.$$;
