create or replace function forge.note_seen(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.reading_times as t (project_id, iid, seen_at)
    select i.project_id, x.iid, max(coalesce(x.at, clock_timestamp()))
    from brigade.runs i cross join jsonb_to_recordset(rows) as x(iid bigint, at timestamptz)
    where i.id = run
    group by i.project_id, x.iid
    order by x.iid
    on conflict (project_id, iid) do update set seen_at = excluded.seen_at;
$$;
comment on function forge.note_seen(bigint, jsonb) is
$$Writes down that a list, or its own address, showed merge requests as they are here: [{iid, at}]. at: the source's
time; null: it does not tell, and ours is taken.$$;
