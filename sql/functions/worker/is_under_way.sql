create or replace function brigade.is_under_way(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (select from brigade.runs i where i.id = run and i.finished_at is null);
$$;
comment on function brigade.is_under_way(bigint) is
$$Whether there is such a run and it has not ended. What it keeps in the staging directory is still needed.$$;
