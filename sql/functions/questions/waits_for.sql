create or replace function brigade.waits_for(run bigint) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select o.id
    from brigade.runs r join brigade.runs o on o.project_id = r.project_id and o.id <> r.id
    where r.id = waits_for.run and r.target is not null
      and (o.target is null and o.state = 'running'
        or o.target = r.target and o.state in ('queued', 'running') and o.id < r.id)
    union all
    select o.id
    from brigade.runs r
    join brigade.runs o on o.requested_by = r.requested_by and o.source = r.source and o.id < r.id
    where r.id = waits_for.run and r.mode = 'sync' and r.started_at is null and o.state in ('queued', 'running')
    order by id limit 1;
$$;
comment on function brigade.waits_for(bigint) is
$$The run that another one waits for; null: it may go on. What is handed out waits for an import of its project that is
running, and for an older export of the same project to the same target. A sync begins when older imports of its source
have ended.$$;
