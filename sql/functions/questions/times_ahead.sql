create or replace function brigade.times_ahead() returns table (what text, many bigint, latest timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select t.what, count(*), max(t.at)
    from (
        select 'jobs that wait' as what, j.run_after as at
        from brigade.runs r
        join brigade.jobs j on j.run_id = r.id and j.stage = r.stage and j.state = 'ready'
            and j.run_after > clock_timestamp() + interval '6 hours'
        where r.state in ('queued', 'running')
        union all
        select 'signs of life of workers', w.seen_at from brigade.worker_sessions w
        where w.seen_at > clock_timestamp() + interval '5 minutes'
        union all
        select 'waits of credentials', b.blocked_until from brigade.budgets b
        where b.blocked_until > clock_timestamp() + interval '2 hours'
        union all
        select 'counted requests', c.minute from brigade.request_counts c
        where c.minute > clock_timestamp() + interval '5 minutes') t
    group by t.what order by t.what;
$$;
comment on function brigade.times_ahead() is
$$Times that lie further ahead than anything waits, because the clock of PostgreSQL was ahead when they were written.
They count as past. `brigade doctor` names them.$$;
