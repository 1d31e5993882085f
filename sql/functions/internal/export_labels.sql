create or replace function forge.export_labels(run bigint)
returns table (thing text, name text, n integer, label text, place bigint, is_changed boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select w.thing, w.name, w.n, l.label,
           row_number() over (partition by w.property, case r.target when 'github' then lower(l.label) else l.label end
               order by l.label is distinct from l.wanted, w.name collate "C", w.n),
           l.label is distinct from l.wanted
    from brigade.runs r
    cross join lateral (
        select 'labels' as thing, 'kind' as property, l.name, 1 as n
        from forge.labels l where l.project_id = r.project_id
        union all
        select 'components', 'component', c.name, c.n from forge.components c where c.project_id = r.project_id
        union all
        select 'versions', 'version', v.name, v.n from forge.versions v where v.project_id = r.project_id) w
    cross join lateral (
        select case r.target when 'gitlab' then forge.gitlab_label(w.property, w.name)
                   when 'github' then forge.github_label(forge.forgejo_label(w.property, w.name))
                   else forge.forgejo_label(w.property, w.name) end as label,
               w.property || case r.target when 'gitlab' then '::' else '/' end || w.name as wanted) l
    where r.id = export_labels.run
    union all
    -- Of milestones, Forgejo has several of one name.
    select 'milestones', s.name, s.n, w.title, case r.target when 'forgejo' then 1 else row_number() over (
               partition by w.title order by w.title <> s.name, s.name collate "C", s.n) end, w.title <> s.name
    from brigade.runs r
    join forge.milestones s on s.project_id = r.project_id
    cross join lateral (select forge.export_milestone(s.name) as title) w
    where r.id = export_labels.run;
$$;
comment on function forge.export_labels(bigint) is
$$The names that kinds, components, versions and milestones have at the target of an export. label: null: none. place:
above 1: another before it has that label. is_changed: it is not the whole name.$$;
