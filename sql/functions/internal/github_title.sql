create or replace function forge.github_title(title text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when btrim(coalesce(github_title.title, '')) = '' then '(no title)'
                when length(github_title.title) > 255 then left(github_title.title, 254) || '…'
                else github_title.title end;
$$;
comment on function forge.github_title(text) is
'A title as GitHub takes it: of at most 255 characters, and never empty.';
