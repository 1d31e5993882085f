create or replace function forge.github_label(name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when length(github_label.name) > 50 then left(github_label.name, 49) || '…' else github_label.name end;
$$;
comment on function forge.github_label(text) is 'The name of a label as GitHub takes it, of at most 50 characters.';
