create or replace function forge.site_pull_lists(run bigint)
returns table (stem text, title text, intro text, columns text, total bigint, things text, cells text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with names as materialized (select n.* from forge.names_of(site_pull_lists.run) n),
    pulls as materialized (
        select m.iid, m.state, coalesce(m.author_id, 0) as author_id, coalesce(a.name, 'Unknown') as author,
               coalesce(to_char(m.created_at at time zone 'UTC', 'YYYY'), 'unknown') as year,
               json_build_array(
                   json_build_object('t', '#' || m.iid, 'h', format('pulls/%s.html', m.iid)), m.title,
                   forge.site_person(m.author_id, a.name), m.state, forge.site_time(m.created_at),
                   forge.site_time(case when m.state = 'merged' then m.merged_at else m.closed_at end), (
                       select count(*) from forge.notes n
                       where n.project_id = m.project_id and n.noteable_type = 'merge_request'
                         and n.noteable_iid = m.iid and not n.pending
                         and (r.options ->> 'vanished' is distinct from 'false' or n.vanished_at is null))::text)
                   as cells
        from brigade.runs r join forge.merge_requests m on m.project_id = r.project_id
        left join names a on a.user_id = m.author_id
        where r.id = site_pull_lists.run
          and (r.options ->> 'vanished' is distinct from 'false' or m.vanished_at is null)),
    groups as (
        select p.*, w.stem, w.title
        from pulls p
        cross join lateral (values
            ('pulls/index', 'Pull requests'), ('pulls/state-' || p.state, 'Pull requests: ' || p.state),
            ('pulls/author-' || p.author_id, 'Pull requests of ' || p.author),
            ('pulls/year-' || p.year, 'Pull requests of ' || p.year)) w(stem, title)),
    counted as (select g.stem, min(g.title) as title, count(*) as number, min(g.state) as state, min(g.year) as year,
                       min(g.author) as author
                from groups g group by g.stem),
    intro as (
        select json_build_array(
            json_build_array('State', (
                select json_agg(json_build_object('t', format('%s (%s)', c.state, c.number), 'h', c.stem || '-1.html')
                    order by c.stem collate "C") from counted c where c.stem like 'pulls/state-%')),
            json_build_array('Year', (
                select json_agg(json_build_object('t', format('%s (%s)', c.year, c.number), 'h', c.stem || '-1.html')
                    order by c.stem collate "C") from counted c where c.stem like 'pulls/year-%')),
            json_build_array('Author', (
                select json_agg(json_build_object('t', format('%s (%s)', c.author, c.number), 'h', c.stem || '-1.html')
                    order by c.number desc, c.stem collate "C")
                from (select * from counted c where c.stem like 'pulls/author-%'
                      order by c.number desc, c.stem collate "C" limit 20) c)),
            json_build_array('Everybody', json_build_object('t', 'People', 'h', 'people/index.html')))::text as facts)
    select l.stem, l.title, case l.stem when 'pulls/index' then l.facts end,
           '["Number", "Title", "Author", "State", "Created", "Merged or closed", "Comments"]', l.number, null::text,
           l.cells::text
    from (select g.stem, g.title, i.facts, c.number, g.cells, g.iid
          from groups g join counted c on c.stem = g.stem cross join intro i
          union all
          select 'pulls/index', 'Pull requests', null, 0, null, 0 where not exists (select from pulls)) l
    order by l.stem collate "C", l.iid desc;
$$;
comment on function forge.site_pull_lists(bigint) is
$$Lists of pull requests of a site: all, and by state, author and year. A row for each line of each list, list by list:
stem of its pages, title, facts above it (intro), names of the columns, how many lines it has, the things that a line
stands for, and its cells (as in forge.site_pulls). cells null: the list is empty.$$;
