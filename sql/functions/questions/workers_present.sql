create or replace function brigade.workers_present()
returns table (worker text, host text, pid integer, state text, run_id bigint, stage text, doing text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select w.worker, w.host, w.pid, w.state, w.run_id, w.stage, w.doing
    from brigade.workers w
    where w.state <> 'stopped' and w.seen_at > clock_timestamp() - interval '15 minutes'
    order by w.state desc, w.started_at, w.worker;
$$;
comment on function brigade.workers_present() is
$$The workers that run now, and those that were lost in the last quarter of an hour. `brigade status --watch` shows
this.$$;
