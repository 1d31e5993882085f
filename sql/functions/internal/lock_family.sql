create or replace function brigade.lock_family(run bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    select from brigade.runs c where c.parent_id = run order by c.id for no key update;
    select from brigade.run_stages s where s.run_id = run and s.stage = brigade.children_stage(run) for no key update;
$$;
comment on function brigade.lock_family(bigint) is
$$Locks the children of a run by ascending id and then the stage that follows them. brigade.pause, resume, cancel and
retry call this, so that a page of the list that is being written comes wholly before or after.
It does nothing for a run without such a stage.$$;
