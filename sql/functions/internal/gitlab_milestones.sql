create or replace function forge.gitlab_milestones(project bigint) returns table (title text, item json)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with named as (
        select forge.export_milestone(s.name) as title, '' as description from forge.milestones s
        where s.project_id = gitlab_milestones.project
        union all
        select forge.export_milestone(i.milestone), 'Named by issues alone' from forge.issues i
        where i.project_id = gitlab_milestones.project and i.milestone <> ''),
    titled as (
        select distinct on (n.title collate "C") n.title, n.description from named n
        order by n.title collate "C", n.description)
    select t.title, json_build_object('iid', row_number() over (order by t.title collate "C"), 'title', t.title,
               'description', t.description, 'state', 'active', 'created_at', w.at, 'updated_at', w.at)
    from titled t
    join forge.projects p on p.id = gitlab_milestones.project
    cross join lateral (select forge.export_time(coalesce(p.created_at, 'epoch')) as at) w;
$$;
comment on function forge.gitlab_milestones(bigint) is
$$Milestones of a project for GitLab, those too that issues alone name: each title once, because it has to be the only
one. item: an element of milestones.ndjson.$$;
