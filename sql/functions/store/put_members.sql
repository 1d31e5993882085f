create or replace function forge.put_members(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.members as t (project_id, user_id, permission)
    select i.project_id, p.id, max(x.permission)
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x("user" text, permission text)
    left join forge.users u on u.owner = i.requested_by and u.key = x."user"
    cross join lateral (select coalesce(u.id, forge.user_id(i.requested_by, x."user")) as id) p
    where i.id = run and p.id is not null
    group by i.project_id, p.id
    order by p.id
    on conflict (project_id, user_id) do update
    set permission = coalesce(excluded.permission, t.permission), vanished_at = null
    where t.vanished_at is not null
       or excluded.permission is not null and t.permission is distinct from excluded.permission;
$$;
comment on function forge.put_members(bigint, jsonb) is
'Upserts members: [{user, permission}]; user is a key of forge.users; permission null leaves what is known';
