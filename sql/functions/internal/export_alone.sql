create or replace function forge.export_alone(project bigint)
returns table (thing text, key text, detail text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select l.thing, l.key, format('%s %s', case l.belongs_to when 'issues' then 'issue' else 'pull request' end,
               l.owner_iid), n.raw #>> '{links,html,href}'
    from forge.loose_rows l
    left join forge.notes n on n.project_id = l.project_id and n.noteable_type || '_notes' = l.thing
        and n.source_id = case when l.thing like '%\_notes' then l.key::bigint end
    where l.project_id = export_alone.project and not l.is_here;
$$;
comment on function forge.export_alone(bigint) is
$$Rows whose pull request or issue is not here, so that they have no place in what is handed out but in open
data. detail: the one that is missing.$$;
