create or replace function brigade.rows_alone() returns table (number bigint, projects bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*), count(distinct o.project_id) from forge.orphans o;
$$;
comment on function brigade.rows_alone() is
$$How many rows belong to something that is not here, in how many projects? forge.orphans names them. `brigade install`
says so.$$;
