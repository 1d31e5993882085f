create or replace function forge.gitlab_lists(run bigint) returns table (file text, item text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select p.*, r.id as run, forge.export_time(coalesce(p.created_at, 'epoch')) as at
        from brigade.runs r join forge.projects p on p.id = r.project_id
        where r.id = gitlab_lists.run)
    select w.file, w.item::text from (
        select 1 as place, 'project.json' as file, '' as name, json_build_object(
               'description', case when length(h.description) > 2000 then left(h.description, 1999) || '…'
                   else coalesce(h.description, '') end,
               'visibility_level', case h.visibility when 'public' then 20 else 0 end, 'archived', false,
               'autoclose_referenced_issues', false) as item
        from here h
        union all
        select 2, 'project/labels.ndjson', l.name, l.item
        from here h cross join lateral forge.gitlab_labels(h.id) l
        union all
        select 3, 'project/milestones.ndjson', s.title, s.item
        from here h cross join lateral forge.gitlab_milestones(h.id) s
        union all
        select 4, 'project/project_feature.ndjson', '', json_build_object(
               'project_id', 1, 'repository_access_level', 20, 'merge_requests_access_level', 20,
               'issues_access_level', case when exists (select from forge.issues i where i.project_id = h.id)
                   then 20 else 0 end,
               'wiki_access_level', case when exists (
                   select from forge.repositories g where g.project_id = h.id and g.kind = 'wiki') then 20 else 0 end,
               'created_at', h.at, 'updated_at', h.at)
        from here h
        union all
        select 5, 'project/project_members.ndjson', to_char(m.user_id, '0000000000000000000'), json_build_object(
               'access_level', m.level, 'source_type', 'Project', 'user_id', m.user_id, 'notification_level', 3,
               'created_at', h.at, 'updated_at', h.at,
               'user', json_build_object('id', m.user_id, 'public_email', m.email, 'username', m.login))
        from here h cross join lateral forge.gitlab_members(h.run) m) w
    order by w.place, w.name collate "C";
$$;
comment on function forge.gitlab_lists(bigint) is
$$Elements of the files of an export for GitLab that are no pages, in order: project.json, which is one object, and
lists with an element a line. file: its name below tree/.$$;
