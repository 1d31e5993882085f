create or replace function brigade.failures_of(import bigint default null) returns setof brigade.failures
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.*
    from brigade.failures f
    where failures_of.import is null
       or f.import_id in (select i.id from brigade.imports i where failures_of.import in (i.id, i.parent_id))
    order by f.import_id, f.last_at, f.stage, f.key;
$$;
comment on function brigade.failures_of(bigint) is
$$What could not be brought over by one import or, without a number, by any, in the order in which it failed.
The failures of a workspace are those of its repositories, too. `brigade failures` prints them.$$;
