create or replace function forge.gitlab_facts(run bigint)
returns table (owner text, name text, archive text, as_of bigint, is_private boolean, people text, bound bigint,
               pulls bigint, issues bigint, notes bigint, lfs bigint, uploads bigint, archive_bytes bigint,
               inflated_bytes bigint, about text, summary text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select w.owner, w.name, w.archive, w.as_of, p.visibility = 'private', coalesce(r.options ->> 'people', 'names'),
           (select count(*) from forge.gitlab_members(r.id)),
           (select count(*) from forge.merge_requests m
            where m.project_id = p.id and (h.has_gone or m.vanished_at is null)),
           (select count(*) from forge.issues i where i.project_id = p.id),
           (select sum(c.written)::bigint from brigade.export_reconciliation c
            where c.export_id = r.id and c.thing in ('merge_request_notes', 'issue_notes')),
           (select count(*) from forge.lfs_objects l where l.project_id = p.id),
           (select count(*) from forge.attachments a where a.project_id = p.id and a.owner_iid is not null),
           (select coalesce(max(f.size_bytes), 0) from brigade.export_files f
            where f.export_id = r.id and f.path = w.archive),
           (select coalesce(sum(f.size_bytes), 0)::bigint from brigade.export_files f
            where f.export_id = r.id and starts_with(f.path, 'parts/archive/')),
           concat_ws('; ', 'website ' || nullif(p.website, ''), 'language ' || p.language,
               'fork of ' || p.parent_full_name, 'made ' || forge.export_date(p.created_at))
               || case when length(p.description) > 2000
                   then e'\n\nIts whole description, which GitLab does not take:\n\n' || p.description else '' end,
           brigade.export_summary(r.id)
    from brigade.runs r join forge.projects p on p.id = r.project_id
    cross join lateral forge.export_archive(r.id) w
    cross join lateral (select r.options ->> 'vanished' is distinct from 'false' as has_gone) h
    where r.id = gitlab_facts.run;
$$;
comment on function forge.gitlab_facts(bigint) is
$$What an export for GitLab says of its project in IMPORT.txt, and the name and time of its archive.$$;
