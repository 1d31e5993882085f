create or replace function forge.unknown_entries(run bigint, rows jsonb) returns table (iid bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct x.iid
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(iid bigint, source_id bigint, updated_at timestamptz, kind text,
        at timestamptz)
    where i.id = run and case when x.kind is null
        then not exists (select from forge.notes n
            where n.project_id = i.project_id and n.noteable_type = 'merge_request' and n.source_id = x.source_id
              and (x.updated_at is null or n.updated_at >= x.updated_at))
        else not exists (select from forge.merge_request_events e
            where e.project_id = i.project_id and e.iid = x.iid and e.kind = x.kind and e.at = x.at) end
    order by x.iid;
$$;
comment on function forge.unknown_entries(bigint, jsonb) is
$$Merge requests of entries of the activity stream that are not here: a comment, [{iid, source_id, updated_at}], or an
event, [{iid, kind, at}].$$;
