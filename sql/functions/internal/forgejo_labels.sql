create or replace function forge.forgejo_labels(project bigint) returns table (name text, color text, description text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct on (w.name collate "C") w.name, coalesce(w.color, left(forge.fnv32(w.name), 6)), w.description
    from (
        select forge.forgejo_label('kind', l.name), lower(substr(l.color, 2)), 'Kind at Bitbucket'
        from forge.labels l where l.project_id = forgejo_labels.project
        union all
        select forge.forgejo_label('priority', i.priority), null, 'Priority at Bitbucket'
        from forge.issues i where i.project_id = forgejo_labels.project
        union all
        select forge.forgejo_label('component', c.name), null, 'Component at Bitbucket'
        from forge.components c where c.project_id = forgejo_labels.project
        union all
        select forge.forgejo_label('component', i.component), null, 'Named by issues alone'
        from forge.issues i where i.project_id = forgejo_labels.project
        union all
        select forge.forgejo_label('version', v.name), null, 'Version at Bitbucket'
        from forge.versions v where v.project_id = forgejo_labels.project
        union all
        select forge.forgejo_label('version', i.version), null, 'Named by issues alone'
        from forge.issues i where i.project_id = forgejo_labels.project
        union all
        select forge.forgejo_label('status', i.source_state), null, 'State at Bitbucket'
        from forge.issues i
        where i.project_id = forgejo_labels.project and i.source_state not in ('open', 'closed')
        union all
        select 'status/superseded', null, 'State at Bitbucket'
        where exists (select from forge.merge_requests m
                      where m.project_id = forgejo_labels.project and m.source_state = 'SUPERSEDED')
        ) w(name, color, description)
    where w.name is not null
    order by w.name collate "C", w.description = 'Named by issues alone';
$$;
comment on function forge.forgejo_labels(bigint) is
$$Labels of a project where properties of issues have no other place: kind/bug, priority/major, component/X, version/Y
and status/WORD, those that nothing uses too.$$;
