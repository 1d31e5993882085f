create or replace function forge.site_other_lists(run bigint)
returns table (stem text, title text, intro text, columns text, total bigint, things text, cells text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with places as materialized (
        select p.*, case p.thing
               when 'labels' then (select count(*) from forge.issue_labels l
                                   where l.project_id = r.project_id and l.name = p.name)
               when 'milestones' then (select count(*) from forge.issues i
                                       where i.project_id = r.project_id and i.milestone = p.name)
               when 'components' then (select count(*) from forge.issues i
                                       where i.project_id = r.project_id and i.component = p.name)
               else (select count(*) from forge.issues i
                     where i.project_id = r.project_id and i.version = p.name) end as number
        from brigade.runs r cross join lateral forge.site_label_places(r.id) p where r.id = site_other_lists.run),
    listed as (
        select 'labels/index' as stem, 'Labels' as title, '["Label", "Colour", "Issues"]' as columns, p.things,
               json_build_array(p.name, p.color, case when p.number > 0 then json_build_object('t', p.number::text, 'h',
                   p.stem || '-1.html') else to_json('0'::text) end)::text as cells, p.name as first, '' as second
        from places p where p.thing = 'labels'
        union all
        select 'milestones/index', 'Milestones, components, versions', '["Name", "What", "Issues"]', p.things,
               json_build_array(p.name, p.what, case when p.number > 0 then json_build_object('t', p.number::text, 'h',
                   p.stem || '-1.html') else to_json('0'::text) end)::text, p.thing, p.name
        from places p where p.thing <> 'labels'
        union all
        select 'branches', 'Branches and tags', '["Name", "Repository", "Commit", "Remark"]', 'refs', json_build_array(
               regexp_replace(f.name, '^refs/heads/', ''), f.kind, f.oid, concat_ws(', ',
                   case when f.name = g.head then 'main branch' end, 'tag of ' || f.peeled_oid,
                   case when f.vanished_at is not null then 'no longer at Bitbucket' end))::text,
               f.kind, f.name
        from brigade.runs r join forge.refs f on f.project_id = r.project_id
        join forge.repositories g on g.project_id = f.project_id and g.kind = f.kind
        where r.id = site_other_lists.run
          and (r.options ->> 'vanished' is distinct from 'false' or f.vanished_at is null)
        union all
        select 'branches', 'Branches and tags', '["Name", "Repository", "Commit", "Remark"]', 'refused_refs',
               json_build_array('\x' || encode(f.name, 'hex'), f.kind, f.oid, concat_ws(', ',
                   'in the bundle as ' || f.kept_as, f.reason))::text, f.kind, 'z' || encode(f.name, 'hex')
        from brigade.runs r join forge.refused_refs f on f.project_id = r.project_id
        where r.id = site_other_lists.run),
    everything as (
        select l.*, count(*) over (partition by l.stem) as total from listed l
        union all
        select w.stem, w.title, '["Name"]', null, null, null, null, 0
        from (values ('labels/index', 'Labels'), ('milestones/index', 'Milestones, components, versions'),
                     ('branches', 'Branches and tags')) w(stem, title)
        where not exists (select from listed l where l.stem = w.stem))
    select e.stem, e.title, null, e.columns, e.total, e.things, e.cells from everything e
    order by e.stem collate "C", e.first collate "C", e.second collate "C";
$$;
comment on function forge.site_other_lists(bigint) is
$$Lists of labels, of milestones, components and versions, and of branches and tags of a site, as forge.site_pull_lists
has those of pull requests.$$;
