create or replace function forge.web_of(raw jsonb, full_name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when raw #>> '{links,html,href}' ~ '^https?://[^[:space:]"<>]+$' then raw #>> '{links,html,href}'
           else 'https://bitbucket.org/' || full_name end;
$$;
comment on function forge.web_of(jsonb, text) is
'The web page of a project, as its object says, else as Bitbucket''s pages are called';
