create or replace function brigade.under_way(run bigint default null, since timestamptz default now())
returns table (run_id bigint, source text, state text, stage text, done numeric, total numeric, failed numeric,
               jobs_per_minute numeric, eta_ms bigint, waiting_for text, verdict text, notes text, parent_id bigint,
               percent integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.run_id, p.source, p.state, p.stage, p.done, p.total, p.failed, p.jobs_per_minute,
           (extract(epoch from p.eta) * 1000)::bigint, p.waiting_for, p.verdict, p.notes, p.parent_id,
           p.percent
    from brigade.progress p
    left join brigade.runs w on w.id = p.parent_id
    where case when under_way.run is null
                   then p.state in ('queued', 'running', 'paused') or p.finished_at >= under_way.since
               else under_way.run in (p.run_id, p.parent_id) end
    order by array_position(array['running', 'queued', 'paused'], coalesce(w.state, p.state)),
             coalesce(p.parent_id, p.run_id), p.parent_id nulls first,
             array_position(array['running', 'queued', 'paused'], p.state), p.run_id;
$$;
comment on function brigade.under_way(bigint, timestamptz) is
$$The imports that are under way or have ended since that time or, with a number, that import and its repositories.
What runs comes first, and a workspace stands above its repositories. `brigade status --watch` shows this.$$;
