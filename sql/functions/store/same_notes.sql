create or replace function forge.same_notes(run bigint, rows jsonb) returns table (key text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct x.iid || '/' || x.key
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(key bigint, iid bigint, raw jsonb)
    join forge.live_notes n on n.project_id = i.project_id and n.noteable_type = 'merge_request'
        and n.source_id = x.key and n.noteable_iid = x.iid and not n.deleted
    where i.id = run and forge.note_essence(n.raw) = forge.note_essence(x.raw);
$$;
comment on function forge.same_notes(bigint, jsonb) is
$$Those comments of a page of the activity stream, [{key, iid, raw}], that are here as they are there: merge request and
comment. The others, and their merge requests, are read from lists.$$;
