create or replace function forge.site_issue_lists(run bigint)
returns table (stem text, title text, intro text, columns text, total bigint, things text, cells text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with names as materialized (select n.* from forge.names_of(site_issue_lists.run) n),
    places as materialized (select l.* from forge.site_label_places(site_issue_lists.run) l),
    issues as materialized (
        select i.project_id, i.iid, i.state, i.milestone, i.component, i.version,
               coalesce(i.author_id, 0) as author_id, coalesce(a.name, 'Unknown') as author,
               coalesce(to_char(i.created_at at time zone 'UTC', 'YYYY'), 'unknown') as year,
               json_build_array(
                   json_build_object('t', '#' || i.iid, 'h', format('issues/%s.html', i.iid)), i.title,
                   forge.site_person(i.author_id, a.name), coalesce(i.source_state, i.state), i.kind, i.priority,
                   forge.site_time(i.created_at), (
                       select count(*) from forge.notes n
                       where n.project_id = i.project_id and n.noteable_type = 'issue' and n.noteable_iid = i.iid
                         and not n.pending)::text) as cells
        from brigade.runs r join forge.issues i on i.project_id = r.project_id
        left join names a on a.user_id = i.author_id
        where r.id = site_issue_lists.run),
    groups as materialized (
        select i.iid, i.cells, w.stem, w.title, w.name
        from issues i
        cross join lateral (
            values ('issues/index', 'Issues', null),
                   ('issues/state-' || i.state, 'Issues: ' || i.state, i.state),
                   ('issues/author-' || i.author_id, 'Issues of ' || i.author, i.author),
                   ('issues/year-' || i.year, 'Issues of ' || i.year, i.year)
            union all
            select p.stem, format('Issues: %s %s', p.what, p.name), p.name
            from places p
            where case p.thing when 'labels' then exists (
                           select from forge.issue_labels l
                           where l.project_id = i.project_id and l.iid = i.iid and l.name = p.name)
                       when 'milestones' then p.name = i.milestone
                       when 'components' then p.name = i.component
                       else p.name = i.version end) w(stem, title, name)),
    counted as (select g.stem, count(*) as number, min(g.name) as name from groups g group by g.stem),
    intro as (
        select json_agg(json_build_array(f.label, f.cells) order by f.place)::text as facts
        from (select w.place, w.label, json_agg(json_build_object('t', format('%s (%s)', c.name, c.number), 'h', c.stem
                         || '-1.html') order by c.stem collate "C") as cells
              from (values (1, 'State', 'issues/state-%'), (2, 'Label', 'issues/label-%'), (3, 'Year', 'issues/year-%'),
                           (4, 'Milestone', 'issues/milestone-%'), (5, 'Component', 'issues/component-%'),
                           (6, 'Version', 'issues/version-%')) w(place, label, stems)
              join counted c on c.stem like w.stems
              group by w.place, w.label) f)
    select l.stem, l.title, case l.stem when 'issues/index' then l.facts end,
           '["Number", "Title", "Reporter", "State", "Kind", "Priority", "Created", "Comments"]', l.number, null::text,
           l.cells::text
    from (select g.stem, g.title, i.facts, c.number, g.cells, g.iid
          from groups g join counted c on c.stem = g.stem cross join intro i
          union all
          select 'issues/index', 'Issues', null, 0, null, 0 where not exists (select from issues)) l
    order by l.stem collate "C", l.iid desc;
$$;
comment on function forge.site_issue_lists(bigint) is
$$Lists of issues of a site: all, and by state, author, label, year, milestone, component and version, as
forge.site_pull_lists has those of pull requests.$$;
