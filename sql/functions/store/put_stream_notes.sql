create or replace function forge.put_stream_notes(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- as brigade.finish does, before rows that a deletion takes along
    select from brigade.runs i where i.id = run for key share;
    insert into forge.stream_notes as t (project_id, run_id, source_id, iid, put)
    select distinct on (x.source_id) i.project_id, i.id, x.source_id, x.iid, x.put
    from brigade.runs i, jsonb_to_recordset(rows) as x(source_id bigint, iid bigint, put jsonb)
    where i.id = run
    order by x.source_id, x.put::text
    on conflict (project_id, run_id, source_id) do update set iid = excluded.iid, put = excluded.put;
$$;
comment on function forge.put_stream_notes(bigint, jsonb) is
$$Keeps comments as the activity stream shows them, until it is decided whether they can be trusted: [{source_id, iid,
put}]; put is a row for forge.put_notes.$$;
