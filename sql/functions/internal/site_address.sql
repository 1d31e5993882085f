create or replace function forge.site_address(path text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select string_agg(case when c.character ~ '^[-A-Za-z0-9._~/]$' then c.character
               else upper(regexp_replace(encode(convert_to(c.character, 'UTF8'), 'hex'), '(..)', '%\1', 'g')) end, ''
               order by c.n)
    from regexp_split_to_table(path, '') with ordinality c(character, n);
$$;
comment on function forge.site_address(text) is
'The path of a file as an address: what has a meaning in addresses is percent-encoded, but for slashes.';
