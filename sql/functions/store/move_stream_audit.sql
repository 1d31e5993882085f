create or replace function forge.move_stream_audit(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- A comment that came from the stream and that a whole round did not show: its merge request is read.
    insert into forge.unread_talks as t (project_id, iid, is_listed)
    select distinct n.project_id, n.noteable_iid, true
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(url text)
    left join brigade.cursors c on c.project_id = i.project_id and c.name = 'stream_audit'
    join forge.live_notes n on n.project_id = i.project_id and n.noteable_type = 'merge_request'
        and n.seen_in = 'stream' and not n.deleted
        and n.created_at < coalesce(c.began_at, forge.source_time(run => run)) - interval '10 minutes'
    where i.id = run and x.url is null and not exists (
        select from forge.shown_notes s where s.project_id = n.project_id and s.source_id = n.source_id)
    order by n.noteable_iid
    on conflict (project_id, iid) do nothing;
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
$$Says where the round through the activity stream goes on: [{url}]; null: it is over, and merge requests with comments
that it did not show are to be read.$$;
