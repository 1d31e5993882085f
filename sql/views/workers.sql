create or replace view brigade.workers as
select w.worker, w.host, w.pid, w.version, w.started_at, w.seen_at,
       case when w.is_lost then 'lost' when w.stopped_at is not null then 'stopped'
            when w.seen_at < clock_timestamp() - interval '3 minutes' then 'lost'
            when w.run_id is null then 'idle' else 'working' end as state,
       w.run_id, w.stage, w.doing,
       case when w.stopped_at is null then (
           select string_agg(format('backend %s waits for backend %s of role %s', w.backend, b.pid,
               coalesce(a.usename, 'unknown')), ', ' order by b.pid)
           from unnest(pg_blocking_pids(w.backend)) b(pid) left join pg_stat_activity a on a.pid = b.pid)
       end as blocked
from brigade.worker_sessions w
where w.seen_at > now() - interval '1 day' and w.seen_at < now() + interval '5 minutes';
comment on view brigade.workers is 'Which worker of the last day works on what?';
comment on column brigade.workers.worker is 'Name: host, process id and start';
comment on column brigade.workers.host is 'Host';
comment on column brigade.workers.pid is 'Process id';
comment on column brigade.workers.version is 'Version of the program';
comment on column brigade.workers.started_at is 'When it started';
comment on column brigade.workers.seen_at is 'Last sign of life';
comment on column brigade.workers.state is
$$working, idle, stopped, or lost, which means that its process is gone, or no sign of life for 3 minutes. A lost worker
was killed, and its jobs become due again by themselves$$;
comment on column brigade.workers.run_id is 'Run that it works on';
comment on column brigade.workers.stage is 'Stage that it works on';
comment on column brigade.workers.doing is 'What it does, in words';
comment on column brigade.workers.blocked is 'Whose locks its transaction waits for now; null: none';
