create or replace function brigade.put_children(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.imports (source, credential, credentials, priority, comments, tasks, resolutions, mode,
        parent_id, parts)
    select i.workspace || '/' || x.slug, i.credential, i.credentials, i.priority,
           case when i.mode = 'full' then i.comments end, case when i.mode = 'full' then i.tasks end,
           case when i.mode = 'full' then i.resolutions end, n.mode, i.id, i.parts
    from brigade.runs i, jsonb_to_recordset(rows) as x(slug text)
    cross join lateral (select case when i.mode = 'sync' and brigade.last_import(i.requested_by,
        i.workspace || '/' || x.slug) is null then 'full' else i.mode end as mode) n
    where i.id = run and i.target is null
      and not exists (select from brigade.runs c where c.parent_id = i.id and c.slug = lower(x.slug))
    order by x.slug
    on conflict (parent_id, slug) where parent_id is not null do nothing;

    insert into brigade.runs (source, project_id, target, options, credential, priority, parent_id)
    select null, x.project_id, e.target, brigade.options_for(e.options, x.slug), e.credential, e.priority, e.id
    from brigade.runs e, jsonb_to_recordset(rows) as x(slug text, project_id bigint)
    where e.id = run and e.target is not null
      and not exists (select from brigade.runs c where c.parent_id = e.id and c.slug = x.slug)
    order by x.slug
    on conflict (parent_id, slug) where parent_id is not null do nothing;
$$;
comment on function brigade.put_children(bigint, jsonb) is
$$Makes a run of each repository of a workspace that has none yet: of an import [{slug}], of an export
[{slug, project_id}].
They have the credentials, the priority, the ways of reading, the parts, the options and the requester of the
workspace's run. Of a sync, a repository that was never imported gets a full import.$$;
