create or replace function brigade.put_workspace_members(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- as brigade.finish does, before rows that a deletion takes along
    select from brigade.runs i where i.id = run for key share;
    insert into brigade.workspace_members as t (run_id, slug, account, permission)
    select run, lower(coalesce(x.slug, '')), x."user", max(x.permission)
    from jsonb_to_recordset(rows) as x(slug text, "user" text, permission text)
    where x."user" is not null
    group by lower(coalesce(x.slug, '')), x."user"
    order by 2, 3
    on conflict (run_id, slug, account) do update set permission = excluded.permission;
$$;
comment on function brigade.put_workspace_members(bigint, jsonb) is
$$Keeps who belongs to a workspace and what they may do with its repositories, for the imports of those: [{slug, user,
permission}]; user is a key of forge.users; slug null: a member of the workspace.$$;
