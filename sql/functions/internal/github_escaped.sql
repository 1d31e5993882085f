create or replace function forge.github_escaped(name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select coalesce(string_agg(case when c.letter ~ '^[A-Za-z0-9._~-]$' then c.letter
               else regexp_replace(upper(encode(convert_to(c.letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g') end,
               '' order by c.place), '')
    from regexp_split_to_table(github_escaped.name, '') with ordinality c(letter, place);
$$;
comment on function forge.github_escaped(text) is
'A name as a part of an address: what has a meaning in one stands as % and two digits for each byte.';
