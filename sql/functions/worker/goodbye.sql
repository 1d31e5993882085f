create or replace function brigade.goodbye(worker text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update brigade.worker_sessions w
    set stopped_at = clock_timestamp(), seen_at = clock_timestamp(), run_id = null, stage = null, doing = null
    where w.worker = goodbye.worker;
$$;
comment on function brigade.goodbye(text) is
$$Writes down that a worker has ended.$$;
