create or replace function brigade.hello(worker text, host text, pid integer, version text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.worker_sessions (worker, host, pid, version)
    values (hello.worker, hello.host, hello.pid, hello.version)
    on conflict (worker) do update set seen_at = clock_timestamp(), stopped_at = null;
$$;
comment on function brigade.hello(text, text, integer, text) is 'A worker starts';
