create or replace function forge.gitlab_milestones(project bigint) returns table (title text, item json)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select t.title, json_build_object('iid', t.number, 'title', t.title,
               'description', t.description, 'state', 'active', 'created_at', w.at, 'updated_at', w.at)
    from forge.export_milestones(gitlab_milestones.project) t
    join forge.projects p on p.id = gitlab_milestones.project
    cross join lateral (select forge.export_time(coalesce(p.created_at, 'epoch')) as at) w;
$$;
comment on function forge.gitlab_milestones(bigint) is
$$Milestones of a project for GitLab, those too that issues alone name: each title once, because it has to be the only
one. item: an element of milestones.ndjson.$$;
