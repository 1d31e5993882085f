create or replace function forge.note_found(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.unread_talks as t (project_id, iid, is_listed)
    select distinct i.project_id, x.iid, false
    from brigade.runs i cross join jsonb_to_recordset(rows) as x(iid bigint)
    where i.id = run and x.iid > 0
    order by x.iid
    on conflict (project_id, iid) do update set noted_at = excluded.noted_at, is_listed = false;
$$;
comment on function forge.note_found(bigint, jsonb) is
$$Notes that merge requests, [{iid}], are to be read whole by the next sync, because they or something of theirs is not
as it is here.$$;
