create or replace function forge.source_time(run bigint) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce((
        select coalesce(c.run_began_at, c.began_at, c.at)
        from brigade.cursors c where c.run_id = run and c.name = 'newest'), clock_timestamp());
$$;
comment on function forge.source_time(bigint) is
$$What time it was at the source when a run began to look for what changed; our own time where the source does not
say.$$;
