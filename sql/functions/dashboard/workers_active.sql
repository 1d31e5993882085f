create or replace function brigade.workers_active(place bigint default null) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*) from brigade.worker_sessions w
    where (workers_active.place is null or w.place_id = workers_active.place)
      and w.stopped_at is null and w.seen_at > clock_timestamp() - interval '3 minutes'
      and w.seen_at < clock_timestamp() + interval '5 minutes';
$$;
comment on function brigade.workers_active(bigint) is
$$How many workers are running, whatever import they work on. place: of that place alone.
brigade.progress asks this, so that a tenant who cannot see the workers of others is not told that none is running.$$;
