create or replace function forge.forgejo_lists(run bigint) returns table (file text, item text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select r.project_id, p.*, coalesce(r.options ->> 'owner', split_part(r.source, '/', 1)) as to_owner,
               coalesce(r.options ->> 'name', split_part(r.source, '/', 2)) as to_name,
               case when r.options ->> 'people' = 'mapped' then r.options ->> 'web'
                    else coalesce(p.raw #>> '{links,html,href}', 'https://bitbucket.org/' || p.full_name) end as
                        original
        from brigade.runs r join forge.projects p on p.id = r.project_id
        where r.id = forgejo_lists.run)
    select w.file, w.item::text from (
        select 1 as place, 'repo.yml' as file, '' as name, json_build_object(
               'name', h.to_name, 'owner', h.to_owner, 'description', coalesce(h.description, ''),
               'website', coalesce(h.website, ''), 'clone_addr', '', 'original_url', h.original,
               'is_private', (h.visibility = 'private')::text, 'service_type', '1',
               'wiki', exists (select from forge.repositories g where g.project_id = h.id and g.kind = 'wiki')::text,
               'issues', 'true', 'milestones', 'true', 'labels', 'true', 'releases', 'true', 'comments', 'true',
               'pulls', 'true', 'assets', 'true', 'default_branch', coalesce(h.default_branch, '')) as item
        from here h
        union all
        select 2, 'topic.yml', '', json_build_object('topics', '[]'::json)
        union all
        select 3, 'label.yml', l.name, json_build_object('name', l.name, 'color', l.color, 'description', l.description,
               'exclusive', true)
        from here h cross join lateral forge.forgejo_labels(h.id) l
        union all
        select 4, 'milestone.yml', s.name, json_build_object('title', forge.export_milestone(s.name),
               'description', s.description, 'deadline', '9999-12-31T00:00:00Z',
               'created', forge.export_time(coalesce(h.created_at, 'epoch')),
               'updated', forge.export_time(coalesce(h.created_at, 'epoch')), 'closed', null, 'state', 'open')
        from here h
        join (
            select s.project_id, s.name, '' as description from forge.milestones s
            union all
            select distinct i.project_id, i.milestone, 'Named by issues alone' from forge.issues i
            where i.milestone <> '' and not exists (
                select from forge.milestones s where s.project_id = i.project_id and s.name = i.milestone)
            ) s on s.project_id = h.id) w
    order by w.place, w.name collate "C";
$$;
comment on function forge.forgejo_lists(bigint) is
$$Elements of repo.yml, topic.yml, label.yml and milestone.yml of an export for Forgejo, in order. The first two files
are one object each.$$;
