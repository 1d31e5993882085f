create or replace function brigade.worker_traces() returns table (active bigint, seen_at timestamptz, waiting bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select brigade.workers_active(), (select max(w.seen_at) from brigade.worker_sessions w),
           (select count(*) from brigade.runs r where r.state in ('queued', 'running'));
$$;
comment on function brigade.worker_traces() is
$$How many workers run now, when one gave the last sign of life (null: none ever ran here), and how many runs wait for
them, whoever asked for those. `brigade doctor` says this to every role, so it runs as its owner.$$;
