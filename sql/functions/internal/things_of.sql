create or replace function brigade.things_of(run bigint) returns setof brigade.things
language sql stable set search_path = pg_catalog, pg_temp as $$
    select k.* from brigade.runs r join brigade.things k on k.pipeline = r.pipeline where r.id = things_of.run;
$$;
comment on function brigade.things_of(bigint) is
$$What the pipeline of a run brings and is held to account for.$$;
