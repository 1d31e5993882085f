create or replace function brigade.waits_for(run bigint) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select o.id
    from brigade.runs r join brigade.runs o on o.project_id = r.project_id and o.id <> r.id
    where r.id = waits_for.run and r.target is not null
      and (o.target is null and o.state = 'running'
        or o.target = r.target and o.state in ('queued', 'running') and o.id < r.id)
    order by o.id limit 1;
$$;
comment on function brigade.waits_for(bigint) is
$$The run that another one waits for; null: it may go on. What is handed out waits for an import of its project that is
running, and for an older export of the same project to the same target.$$;
