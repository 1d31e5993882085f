create or replace function forge.note_suspects(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.unread_talks as t (project_id, iid, is_listed)
    select distinct i.project_id, x.iid, exists (
        select from forge.merge_requests m where m.project_id = i.project_id and m.iid = x.iid)
    from brigade.runs i
    cross join (select forge.audits_stream(run => note_suspects.run, property => 'anchor') as anchors) a
    cross join jsonb_to_recordset(rows) as x(iid bigint, source_id bigint, raw jsonb)
    left join forge.live_notes n on n.project_id = i.project_id and n.noteable_type = 'merge_request'
        and n.source_id = x.source_id
    where i.id = run and forge.note_essence(n.raw, a.anchors) is distinct from forge.note_essence(x.raw, a.anchors)
    order by x.iid
    on conflict (project_id, iid) do nothing;
    insert into forge.shown_notes (project_id, source_id)
    select distinct i.project_id, x.source_id
    from brigade.runs i cross join jsonb_to_recordset(rows) as x(source_id bigint)
    where i.id = run
    order by x.source_id
    on conflict (project_id, source_id) do nothing;
$$;
comment on function forge.note_suspects(bigint, jsonb) is
$$Notes that merge requests are to be read, because a page of the activity stream shows comments of theirs otherwise
than they are here: [{iid, source_id, raw}]; and which comments it has shown.$$;
