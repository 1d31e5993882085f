create or replace function forge.differing_members(run bigint, rows jsonb) returns table (key text, sentence text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select x."user", format('%s, who is a member, ', coalesce(u.display_name, u.nickname, x."user")) || case
        when m.user_id is null then 'is at the source and not here'
        when m.vanished_at is not null then 'is at the source again, and here has vanished'
        else format('may %s at the source, and %s here', x.permission, coalesce(m.permission, 'nothing')) end
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x("user" text, permission text)
    left join forge.users u on u.id = forge.user_id(i.requested_by, x."user")
    left join forge.members m on m.project_id = i.project_id and m.user_id = u.id
    where i.id = run and x."user" is not null
      and (m.user_id is null or m.vanished_at is not null or m.permission is distinct from coalesce(x.permission,
          m.permission))
    order by x."user";
$$;
comment on function forge.differing_members(bigint, jsonb) is
$$Members of a page, [{user, permission}], that are not here as they are there, each with a sentence. user is a key of
forge.users; permission null: the list does not say. For the freeze check.$$;
