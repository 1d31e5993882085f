create or replace function brigade.workers_active() returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*) from brigade.worker_sessions w
    where w.stopped_at is null and w.seen_at > clock_timestamp() - interval '3 minutes';
$$;
comment on function brigade.workers_active() is
$$How many workers are running, whosever imports they work on: for brigade.progress, which tells who sees nothing of
other tenants' workers that none is$$;
