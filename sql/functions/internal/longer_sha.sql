create or replace function forge.longer_sha(known text, given text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when starts_with(known, given) then known else given end;
$$;
comment on function forge.longer_sha(text, text) is
'Of a hash that is known and one that was given: the known one when the other is but its beginning';
