create or replace function forge.put_tasks(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.tasks as t (project_id, source_id, merge_request_iid, owner_iid, note_source_id, state, content,
        creator_id, created_at, updated_at, resolved_at, resolved_by_id, sanitised, raw)
    select distinct on (x.source_id) i.project_id, x.source_id, x.merge_request_iid, m.iid, x.note_source_id,
        x.state, x.content,
        coalesce(creator.id, forge.user_id(i.requested_by, x.creator)),
        x.created_at, x.updated_at, x.resolved_at, coalesce(resolver.id, forge.user_id(i.requested_by, x.resolved_by)),
        x.sanitised, x.raw
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(
        source_id bigint, merge_request_iid bigint, note_source_id bigint, state text, content text, creator text,
        created_at timestamptz, updated_at timestamptz, resolved_at timestamptz, resolved_by text, sanitised boolean,
        raw jsonb)
    left join forge.users creator on creator.owner = i.requested_by and creator.key = x.creator
    left join forge.users resolver on resolver.owner = i.requested_by and resolver.key = x.resolved_by
    left join forge.merge_requests m on m.project_id = i.project_id and m.iid = x.merge_request_iid
    where i.id = run
    order by x.source_id, x.raw::text
    on conflict (project_id, source_id) do update
    set merge_request_iid = excluded.merge_request_iid, owner_iid = excluded.owner_iid,
        note_source_id = excluded.note_source_id, state = excluded.state,
        content = excluded.content, creator_id = excluded.creator_id, created_at = excluded.created_at,
        updated_at = excluded.updated_at, resolved_at = excluded.resolved_at, resolved_by_id = excluded.resolved_by_id,
        sanitised = excluded.sanitised, raw = excluded.raw, vanished_at = null
    where t.vanished_at is not null or (t.raw, t.creator_id, t.resolved_by_id) is distinct from (excluded.raw,
        excluded.creator_id, excluded.resolved_by_id);
$$;
comment on function forge.put_tasks(bigint, jsonb) is
'Upserts tasks: the columns of forge.tasks, with creator and resolved_by as keys of forge.users';
