create or replace function forge.name_absent(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    select brigade.put_omissions(run, jsonb_agg(jsonb_build_object(
        'stage', i.stage, 'key', p.slug, 'reason', 'gone',
        'message', format('%s was imported, and the list of %s does not name it any more: it was deleted, moved or '
            'renamed, or the credential may not see it; what is here stays', p.full_name, i.workspace))
        order by p.slug))
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(slugs jsonb)
    join forge.projects p on p.owner = i.requested_by and lower(split_part(p.full_name, '/', 1)) = i.workspace
    where i.id = run and i.mode = 'sync' and brigade.last_import(i.requested_by, p.full_name) is not null
      and not x.slugs @> to_jsonb(lower(p.slug)) and not exists (
        select from brigade.pages g
        where g.run_id = i.id and g.thing = 'repositories' and lower(p.slug) = any (g.keys))
      and exists (select from brigade.wanted_repositories(run => i.id, slugs => jsonb_build_array(lower(p.slug))))
    having count(*) > 0;
$$;
comment on function forge.name_absent(bigint, jsonb) is
$$Notes repositories that were imported and that the list of the workspace does not name any more, when a sync has read
its last page: [{slugs}] are the names of that page.$$;
