create or replace function brigade.violation_cursor_ahead(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('cursor', c.name, 'job', j.id),
           format('the cursor %s of project %s says that a walk has ended, and its job %s is %s', c.name, c.project_id,
                  j.key, j.state)
    from brigade.runs i
    join brigade.cursors c on c.run_id = i.id and c.at is not null and c.began_at is null
    join brigade.jobs j on j.run_id = i.id and j.stage = 'pull_requests' and j.state <> 'done'
        and starts_with(j.key, case c.name when 'newest' then 'newest/' when 'stream' then 'since/' end)
    where (run is null or i.id = run) and i.mode = 'sync';
end $$;
comment on function brigade.violation_cursor_ahead(bigint) is
$$Cursors that a sync has moved before its walk had come to the end: what changed before would never be read.$$;
