create or replace function forge.put_issue_events(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.issue_events as t (project_id, iid, owner_iid, source_id, field, n, at, user_id, old_value,
        new_value)
    select distinct on (x.iid, x.source_id, x.field, coalesce(x.n, 1))
        i.project_id, x.iid, o.iid, x.source_id, x.field, coalesce(x.n, 1), x.at,
        coalesce(u.id, forge.user_id(i.requested_by, x."user")), x.old_value, x.new_value
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(
        iid bigint, source_id bigint, field text, n integer, at timestamptz, "user" text, old_value text,
        new_value text)
    left join forge.users u on u.owner = i.requested_by and u.key = x."user"
    left join forge.issues o on o.project_id = i.project_id and o.iid = x.iid
    where i.id = run
    order by x.iid, x.source_id, x.field, coalesce(x.n, 1), x.at, x.old_value, x.new_value
    on conflict (project_id, iid, source_id, field, n) do update
    set at = excluded.at, user_id = excluded.user_id, old_value = excluded.old_value, new_value = excluded.new_value
    where (t.at, t.user_id, t.old_value, t.new_value)
        is distinct from (excluded.at, excluded.user_id, excluded.old_value, excluded.new_value);
$$;
comment on function forge.put_issue_events(bigint, jsonb) is
$$Upserts changes of issues: [{iid, source_id, field, n, at, user, old_value, new_value}]; user is a key of
forge.users or null; n tells changes of one field apart that were made at once, 1 where it is not given$$;
