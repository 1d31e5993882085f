create or replace function brigade.failures_of(run bigint default null) returns setof brigade.failures
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.*
    from brigade.failures f
    where failures_of.run is null
       or f.run_id in (select i.id from brigade.runs i where failures_of.run in (i.id, i.parent_id))
    order by f.run_id, f.last_at, f.stage, f.key;
$$;
comment on function brigade.failures_of(bigint) is
$$What could not be brought over by one import or, without a number, by any, in the order in which it failed.
The failures of a workspace are those of its repositories, too. `brigade failures` prints them.$$;
