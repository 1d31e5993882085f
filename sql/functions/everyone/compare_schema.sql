create or replace function brigade.compare_schema(expected text[])
returns table (missing text, unknown text, last text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select (select string_agg(e.name, ', ') from unnest(expected) e(name)
            where e.name not in (select m.name from brigade.applied_migrations() m)),
           (select string_agg(m.name, ', ') from brigade.applied_migrations() m where m.name <> all (expected)),
           (select max(m.name) from brigade.applied_migrations() m);
$$;
comment on function brigade.compare_schema(text[]) is
$$How does the schema differ from the migrations that a program expects? Returns one row: the migrations that are
missing here, those that the program does not know, and the last that was applied. `brigade doctor` asks this.$$;
