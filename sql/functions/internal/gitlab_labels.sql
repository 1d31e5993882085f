create or replace function forge.gitlab_labels(project bigint) returns table (name text, item json)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with named as (
        select 'kind' as property, l.name, l.color, 'Kind at Bitbucket' as description
        from forge.labels l where l.project_id = gitlab_labels.project
        union all
        select 'component', c.name, null, 'Component at Bitbucket'
        from forge.components c where c.project_id = gitlab_labels.project
        union all
        select 'version', v.name, null, 'Version at Bitbucket'
        from forge.versions v where v.project_id = gitlab_labels.project
        union all
        select w.property, w.name, null, w.description
        from forge.issues i
        cross join lateral (
            values ('priority', i.priority, 'Priority at Bitbucket'),
                   ('component', i.component, 'Named by issues alone'), ('version', i.version, 'Named by issues alone'),
                   ('status', case when i.source_state not in ('open', 'closed') then i.source_state end,
                    'State at Bitbucket')) w(property, name, description)
        where i.project_id = gitlab_labels.project
        union all
        select 'status', 'superseded', null, 'State at Bitbucket'
        where exists (select from forge.merge_requests m
                      where m.project_id = gitlab_labels.project and m.source_state = 'SUPERSEDED')),
    labels as (
        select distinct on (w.title collate "C") w.title, n.color, n.description
        from named n cross join lateral (select forge.gitlab_label(n.property, n.name) as title) w
        where w.title is not null
        order by w.title collate "C", n.description = 'Named by issues alone', n.color)
    select l.title, json_build_object('title', l.title, 'color', w.color, 'description', l.description,
               'type', 'ProjectLabel', 'template', false, 'created_at', w.at, 'updated_at', w.at, 'priorities',
                   '[]'::json)
    from labels l
    join forge.projects p on p.id = gitlab_labels.project
    cross join lateral (
        select coalesce(l.color, '#' || upper(left(forge.fnv32(l.title), 6))) as color,
               forge.export_time(coalesce(p.created_at, 'epoch')) as at) w;
$$;
comment on function forge.gitlab_labels(bigint) is
$$Labels of a project for GitLab, where properties of issues have no other place: kind::bug, priority::major,
component::X, version::Y and status::WORD, those that nothing uses too. item: an element of labels.ndjson.$$;
