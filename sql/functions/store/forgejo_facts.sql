create or replace function forge.forgejo_facts(run bigint)
returns table (owner text, name text, is_private boolean, people text, has_wiki boolean, lfs bigint, attachments bigint,
               pulls bigint, issues bigint, notes bigint, list_bytes bigint, about text, summary text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(r.options ->> 'owner', split_part(r.source, '/', 1)),
           coalesce(r.options ->> 'name', split_part(r.source, '/', 2)), p.visibility = 'private',
           coalesce(r.options ->> 'people', 'names'),
           exists (select from forge.repositories g where g.project_id = p.id and g.kind = 'wiki'),
           (select count(*) from forge.lfs_objects l where l.project_id = p.id),
           (select count(*) from forge.attachments a where a.project_id = p.id and a.owner_iid is not null),
           (select count(*) from forge.merge_requests m
            where m.project_id = p.id and (w.has_gone or m.vanished_at is null)),
           (select count(*) from forge.issues i where i.project_id = p.id),
           (select sum(c.written)::bigint from brigade.export_reconciliation c
            where c.export_id = r.id and c.thing in ('merge_request_notes', 'issue_notes')),
           (select coalesce(max(f.size_bytes), 0) from brigade.export_files f
            where f.export_id = r.id and f.path in ('pull_request.yml', 'issue.yml')),
           concat_ws('; ', 'language ' || p.language, 'fork of ' || p.parent_full_name, 'made ' ||
               forge.export_date(p.created_at)),
           brigade.export_summary(r.id)
    from brigade.runs r join forge.projects p on p.id = r.project_id
    cross join lateral (select r.options ->> 'vanished' is distinct from 'false' as has_gone) w
    where r.id = forgejo_facts.run;
$$;
comment on function forge.forgejo_facts(bigint) is 'What IMPORT.txt of an export for Forgejo says of the project.';
