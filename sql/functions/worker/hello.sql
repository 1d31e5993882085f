create or replace function brigade.hello(worker text, host text, pid integer, version text, schema text default null,
    process_space text default null, process_began bigint default null, place bigint default null)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.check_worker(hello.schema);
    insert into brigade.worker_sessions (worker, host, pid, version, schema, process_space, process_began, place_id,
        backend)
    values (hello.worker, hello.host, hello.pid, hello.version, hello.schema, hello.process_space, hello.process_began,
        hello.place, pg_backend_pid())
    on conflict on constraint worker_sessions_pkey do update
    set seen_at = clock_timestamp(), stopped_at = null, schema = excluded.schema;
    perform brigade.give_back(hello.worker);
    perform brigade.purge_secrets();
    perform brigade.ask_due();
end $$;
comment on function brigade.hello(text, text, integer, text, text, text, bigint, bigint) is
$$Writes down that a worker has started, or that its connection was made anew. What it had in hand before is given
back (brigade.give_back).
Secrets that nobody needs any more are deleted on this occasion, and syncs that are due are asked for
(brigade.ask_due). schema: see brigade.check_worker. process_space, process_began, place: see
brigade.worker_sessions.$$;
