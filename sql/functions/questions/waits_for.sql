create or replace function brigade.waits_for(run bigint) returns bigint
-- plpgsql keeps its plan from call to call, and each claim asks.
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off
as $$
begin
    return (
        select w.id
        from brigade.runs r
        cross join lateral (
            select o.id from brigade.runs o
            where r.target is not null and o.project_id = r.project_id and o.id <> r.id
              and (o.target is null and o.state = 'running'
                or o.target = r.target and o.state in ('queued', 'running') and o.id < r.id)
            union all
            select o.id from brigade.runs o
            where r.target is null and o.target is null and lower(o.source) = lower(r.source)
              -- No index may be read by the requester, who may have thousands of runs.
              and o.requested_by is not distinct from r.requested_by
              and o.state in ('queued', 'running') and o.id < r.id
            union all
            -- The repository was renamed between the two.
            select o.id from brigade.runs o
            where r.target is null and r.project_id is not null and o.target is null and o.project_id = r.project_id
              and o.state in ('queued', 'running') and o.id < r.id) w
        where r.id = waits_for.run
        order by w.id limit 1);
end $$;
comment on function brigade.waits_for(bigint) is
$$The run that another one waits for; null: it may go on. One import of a project goes on at a time, the oldest first.
What is handed out waits for an import of its project that is running, and for an older export of the same project to
the same target.$$;
