create or replace function brigade.has_failed(run bigint, stage text, key text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from brigade.failures f
        where f.run_id = has_failed.run and f.stage = has_failed.stage and f.key = has_failed.key);
$$;
comment on function brigade.has_failed(bigint, text, text) is
$$Whether a job of a run has failed. What builds on it need not be tried.$$;
