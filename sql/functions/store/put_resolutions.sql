create or replace function forge.put_resolutions(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with told as (
        select n.project_id, n.source_id, x.resolved_at,
               coalesce(u.id, forge.user_id(i.requested_by, x.resolved_by)) as resolved_by_id
        from brigade.runs i
        cross join jsonb_to_recordset(rows) as x(source_id bigint, resolved_at timestamptz, resolved_by text)
        join forge.notes n on n.project_id = i.project_id and n.noteable_type = 'merge_request'
            and n.source_id = x.source_id and n.resolved and n.resolved_at is null
        left join forge.users u on u.owner = i.requested_by and u.key = x.resolved_by
        where i.id = run and x.resolved_at is not null
        order by n.source_id for no key update of n)
    update forge.notes n set resolved_at = t.resolved_at, resolved_by_id = t.resolved_by_id
    from told t
    where n.project_id = t.project_id and n.noteable_type = 'merge_request' and n.source_id = t.source_id;
$$;
comment on function forge.put_resolutions(bigint, jsonb) is
$$Writes down when and by whom threads were resolved, as comments that were asked for singly say: [{source_id,
resolved_at, resolved_by}], resolved_by as key of forge.users. raw stays as the list showed it.
Locks notes by ascending key.$$;
