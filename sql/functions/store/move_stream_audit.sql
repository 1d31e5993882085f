create or replace function forge.move_stream_audit(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.cursors as c (project_id, name, url, place, began_at, run_id)
    select i.project_id, 'stream_audit', x.url, 1, forge.source_time(run => run), i.id
    from brigade.runs i cross join jsonb_to_recordset(rows) as x(url text)
    where i.id = run
    on conflict (project_id, name) do update
    set url = excluded.url, rounds = c.rounds + (excluded.url is null)::integer, run_id = excluded.run_id,
        place = case when excluded.url is null then 0 else c.place + 1 end,
        at = case when excluded.url is null then coalesce(c.began_at, excluded.began_at) else c.at end,
        began_at = case when excluded.url is not null then coalesce(c.began_at, excluded.began_at) end;
$$;
comment on function forge.move_stream_audit(bigint, jsonb) is
$$Says where the round through the activity stream goes on: [{url}]; null: it is over.$$;
