create or replace function forge.export_numbered_name(name text, number bigint) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select regexp_replace(export_numbered_name.name, '(\.[^.]*)?$', '-' || export_numbered_name.number || '\1');
$$;
comment on function forge.export_numbered_name(text, bigint) is
$$The name of a file with a number before its last dot, such as a-2.txt. No two names and numbers give the same.$$;
