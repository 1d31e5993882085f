create or replace function forge.differences(run bigint, thing text, rows jsonb)
returns table (key text, iid bigint, sentence text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with there as (
        select i.project_id, x.key, x.iid, x.raw
        from brigade.runs i cross join jsonb_to_recordset(rows) as x(key bigint, iid bigint, raw jsonb)
        where i.id = run),
    pair as (
        select t.key, t.iid, m.iid is not null as is_here, m.vanished_at,
               m.raw is not distinct from t.raw as is_same, 'pull request ' || t.iid as name
        from there t left join forge.merge_requests m on m.project_id = t.project_id and m.iid = t.iid
        where differences.thing = 'merge_requests'
        union all
        -- What the activity stream showed has other keys than what a list shows.
        select t.key, t.iid, n.source_id is not null, n.vanished_at,
               n.noteable_iid = t.iid and case n.seen_in when 'list' then n.raw is not distinct from t.raw
                   else forge.note_essence(n.raw) = forge.note_essence(t.raw) end,
               format('comment %s of pull request %s', t.key, t.iid)
        from there t
        left join forge.notes n on n.project_id = t.project_id and n.noteable_type = 'merge_request'
            and n.source_id = t.key
        where differences.thing = 'merge_request_notes'
        union all
        select t.key, t.iid, k.source_id is not null, k.vanished_at, k.raw is not distinct from t.raw,
               format('task %s of pull request %s', t.key, t.iid)
        from there t left join forge.tasks k on k.project_id = t.project_id and k.source_id = t.key
        where differences.thing = 'tasks')
    select p.key::text, p.iid, p.name || case
        when not p.is_here then ' is at the source and not here'
        when p.vanished_at is not null then ' is at the source again, and here it has vanished'
        else ' is not as it is here' end
    from pair p
    where not p.is_here or p.vanished_at is not null or not p.is_same
    order by p.iid, p.key;
$$;
comment on function forge.differences(bigint, text, jsonb) is
$$Those of a page of things, [{key, iid, raw}], that are not here as they are there, each with a sentence; iid is the
merge request that they belong to. thing: merge_requests, merge_request_notes or tasks. For the freeze check.$$;
