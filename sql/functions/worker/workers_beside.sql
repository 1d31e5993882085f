create or replace function brigade.workers_beside(worker text, process_space text)
returns table (worker text, pid integer, process_began bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select w.worker, w.pid, w.process_began from brigade.worker_sessions w
    where w.process_space = workers_beside.process_space and w.stopped_at is null and w.worker <> workers_beside.worker
      and w.process_began is not null
    order by w.worker;
$$;
comment on function brigade.workers_beside(text, text) is
$$The other workers of a host that have not said that they end. A worker looks whether their processes are there.
process_space: where numbers of processes mean the same.$$;
