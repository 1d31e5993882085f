create or replace function forge.site_label_places(run bigint)
returns table (thing text, what text, name text, color text, things text, stem text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with named as (
        select 'labels' as thing, 'label' as what, l.name, min(l.color) as color, 1::bigint as number
        from brigade.runs r join forge.labels l on l.project_id = r.project_id
        where r.id = site_label_places.run group by l.name
        union all
        select 'milestones', 'milestone', s.name, null, count(*)
        from brigade.runs r join forge.milestones s on s.project_id = r.project_id
        where r.id = site_label_places.run group by s.name
        union all
        select 'components', 'component', c.name, null, count(*)
        from brigade.runs r join forge.components c on c.project_id = r.project_id
        where r.id = site_label_places.run group by c.name
        union all
        select 'versions', 'version', v.name, null, count(*)
        from brigade.runs r join forge.versions v on v.project_id = r.project_id
        where r.id = site_label_places.run group by v.name)
    select n.thing, n.what, n.name, n.color, rtrim(repeat(n.thing || ' ', n.number::integer)),
           format('issues/%s-%s', n.what, row_number() over (partition by n.thing order by n.name collate "C"))
    from named n;
$$;
comment on function forge.site_label_places(bigint) is
$$Labels, milestones, components and versions of the project of an export, each with the stem of the list of its issues
in a site. things: what a line about it stands for, as often as there are rows of that name.$$;
