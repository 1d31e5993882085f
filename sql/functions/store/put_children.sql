create or replace function brigade.put_children(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.imports (source, credential, credentials, priority, comments, tasks, parent_id)
    select i.workspace || '/' || x.slug, i.credential, i.credentials, i.priority, i.comments, i.tasks, i.id
    from brigade.runs i, jsonb_to_recordset(rows) as x(slug text)
    where i.id = run
      and not exists (select from brigade.runs c where c.parent_id = i.id and c.slug = lower(x.slug))
    order by x.slug
    on conflict (parent_id, slug) where parent_id is not null do nothing;
$$;
comment on function brigade.put_children(bigint, jsonb) is
$$Makes an import of each repository of a workspace that has none yet: [{slug}].
They have the credentials, the priority, the ways of reading and the requester of the workspace's import.$$;
