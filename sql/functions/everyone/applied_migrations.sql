create or replace function brigade.applied_migrations() returns table (name text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select m.name from brigade.migrations m order by m.name;
$$;
comment on function brigade.applied_migrations() is
$$Which migrations were applied. `brigade doctor` asks this, and workers may run it, too.$$;
