create or replace function brigade.some_of(names text[]) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select array_to_string(some_of.names[1:3], ', ')
        || case when cardinality(some_of.names) > 3
               then format(' and %s more', cardinality(some_of.names) - 3) else '' end;
$$;
comment on function brigade.some_of(text[]) is
$$The first three of some names, and how many more there are.$$;
