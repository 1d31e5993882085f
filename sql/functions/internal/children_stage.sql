create or replace function brigade.children_stage(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select t.name
    from brigade.runs r join brigade.stages t on t.pipeline = r.pipeline and t.follows_children
    where r.id = children_stage.run;
$$;
comment on function brigade.children_stage(bigint) is
$$The stage of a run that follows its children, as a whole workspace has one. Null: the run has no such stage.$$;
