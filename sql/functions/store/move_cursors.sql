create or replace function forge.move_cursors(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.cursors as c (project_id, name, began_at, run_began_at, run_id)
    select i.project_id, x.name, min(x.began_at), min(x.began_at), i.id
    from brigade.runs i, jsonb_to_recordset(rows) as x(name text, began_at timestamptz)
    where i.id = run and x.began_at is not null
    group by i.project_id, x.name, i.id
    order by x.name
    on conflict (project_id, name) do update
    -- A first page that is read again by the same walk does not make it a later one.
    set began_at = case when c.run_id = excluded.run_id then least(c.began_at, excluded.began_at)
                        else excluded.began_at end,
        run_began_at = case when c.run_id = excluded.run_id then coalesce(c.run_began_at, excluded.run_began_at)
                            else excluded.run_began_at end,
        run_id = excluded.run_id;
    update brigade.cursors c set at = c.began_at, began_at = null
    from brigade.runs i, jsonb_to_recordset(rows) as x(name text, has_ended boolean)
    where i.id = run and c.project_id = i.project_id and c.name = x.name and c.run_id = i.id and x.has_ended
      and c.began_at is not null;
$$;
comment on function forge.move_cursors(bigint, jsonb) is
$$Moves the cursors of a project: [{name, began_at, has_ended}]. began_at: the source's time at the first page of a
walk. has_ended: its last page was read, so everything that the source changed before began_at is here or noted in
forge.unread_talks. A walk that another run began anew moves nothing.$$;
