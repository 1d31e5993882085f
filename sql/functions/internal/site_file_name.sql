create or replace function forge.site_file_name(name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    -- A browser runs what it takes for HTML or SVG: only names that it never takes for that stay as they are.
    select c.name || case when lower(c.name) ~ ('\.(png|jpe?g|gif|webp|bmp|ico|txt|text|log|csv|tsv|json|md|patch|diff'
               '|pdf|zip|gz|tgz|bz2|xz|7z|tar|rar|jar|docx?|xlsx?|pptx?|od[tsp]|mp[34]|mov|avi|wav|ogg|eml|msg)$')
               then '' else '.txt' end
    from (select forge.export_file_name(site_file_name.name) as name) c;
$$;
comment on function forge.site_file_name(text) is
$$The name that an attached file has in a site: safe in a folder, and ending with .txt unless its ending is one of those
that no browser runs.$$;
