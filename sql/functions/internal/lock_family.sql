create or replace function brigade.lock_family(run bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    select from brigade.runs c where c.parent_id = run order by c.id for no key update;
    select from brigade.run_stages s where s.run_id = run and s.stage = brigade.children_stage(run) for no key update;
$$;
comment on function brigade.lock_family(bigint) is
$$For pause, resume, cancel and retry of a workspace's import: locks its children by ascending id, then its stage,
so that a page of the list that is being written comes wholly before or after. Nothing for a repository's import$$;
