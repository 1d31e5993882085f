create or replace function brigade.workers_active() returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*) from brigade.worker_sessions w
    where w.stopped_at is null and w.seen_at > clock_timestamp() - interval '3 minutes'
      and w.seen_at < clock_timestamp() + interval '5 minutes';
$$;
comment on function brigade.workers_active() is
$$How many workers are running, whatever import they work on.
brigade.progress asks this, so that a tenant who cannot see the workers of others is not told that none is running.$$;
