create or replace function forge.github_lists(run bigint) returns table (type text, item text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select p.*, 'https://bitbucket.org/' || p.full_name as base,
               'https://bitbucket.org/' || split_part(p.full_name, '/', 1) as owner_url,
               coalesce(r.options ->> 'owner', split_part(r.source, '/', 1)) as to_owner,
               coalesce(r.options ->> 'name', split_part(r.source, '/', 2)) as to_name,
               forge.github_time(coalesce(p.created_at, 'epoch')) as began,
               exists (select from forge.repositories g where g.project_id = p.id and g.kind = 'wiki') as has_wiki
        from brigade.runs r join forge.projects p on p.id = r.project_id
        where r.id = github_lists.run),
    logins as materialized (select l.* from forge.github_logins(github_lists.run) l)
    select w.type, w.item::text from (
        select 1 as place, 'users' as type, l.user_id as n, '' as name, json_build_object(
               'type', 'user', 'url', l.url, 'avatar_url', substring(left(u.raw #>> '{links,avatar,href}', 1000)
                   from '^https://[^[:space:][:cntrl:]]+$'), 'login', l.login, 'name', l.name, 'bio', null,
               'company', null, 'website', null, 'location', null, 'emails', '[]'::json, 'billing_plan', null,
               'created_at', h.began) as item
        from here h
        cross join logins l
        left join forge.users u on u.id = l.user_id
        union all
        select 2, 'organizations', 0, '', json_build_object(
               'type', 'organization', 'url', h.owner_url, 'login', h.to_owner, 'name', h.to_owner,
               'description', null, 'website', null, 'location', null, 'email', null, 'members', '[]'::json)
        from here h
        union all
        select 3, 'repositories', 0, '', json_build_object(
               'type', 'repository', 'url', h.base, 'owner', h.owner_url, 'name', h.to_name, 'slug', h.to_name,
               'description', btrim(regexp_replace(coalesce(h.description, ''), '[\x01-\x1f\x7f]+', ' ', 'g')),
               'website', nullif(h.website, ''), 'private', h.visibility = 'private', 'has_issues', true,
               'has_wiki', h.has_wiki, 'has_downloads', false, 'is_archived', false,
               'labels', (
                   select coalesce(json_agg(json_build_object('url', l.url, 'name', l.name,
                       'color', l.color, 'description', l.description, 'created_at', h.began)
                       order by l.name collate "C"), '[]')
                   from forge.github_labels(h.id) l),
               'collaborators', (
                   select coalesce(json_agg(json_build_object('user', l.url, 'permission', m.permission)
                       order by l.user_id), '[]')
                   from forge.members m join logins l on l.user_id = m.user_id
                   where m.project_id = h.id and m.permission in ('read', 'write', 'admin') and m.vanished_at is null),
               'created_at', h.began,
               'git_url', format('tarball://root/repositories/%s/%s.git', h.to_owner, h.to_name),
               'wiki_url', case when h.has_wiki
                   then format('tarball://root/repositories/%s/%s.wiki.git', h.to_owner, h.to_name) end,
               'default_branch', coalesce(h.default_branch, 'main'),
               'webhooks', '[]'::json, 'public_keys', '[]'::json, 'repository_topics', '[]'::json,
               'autolinks', '[]'::json, 'page', null,
               'security_and_analysis', json_build_object('dependency_graph', false, 'vulnerability_alerts', false,
                   'vulnerability_updates', false, 'advanced_security', false, 'token_scanning', false,
                   'token_scanning_push_protection', false),
               'general_settings', json_build_object('template', false, 'allow_forking', false, 'sponsorships', false,
                   'projects', true, 'discussions', false, 'merge_commit', true, 'squash_merge', true,
                   'rebase_merge', true, 'auto_merge', false, 'delete_branch_heads', false, 'update_branch', false,
                   'git_lfs_in_archives', false),
               'actions_general_settings', json_build_object('actions_disabled', false, 'allows_all_actions', true,
                   'allows_local_actions_only', false, 'allows_github_owned_actions', false,
                   'allows_verified_actions', false, 'allows_specific_actions_patterns', false,
                   'patterns', '[]'::json))
        from here h
        union all
        select 4, 'milestones', s.number, '', json_build_object(
               'type', 'milestone', 'url', format('%s/milestones/%s', h.base, s.number), 'repository', h.base,
               'user', 'https://bitbucket.org/unknown', 'title', s.title,
               'description', nullif(s.description, ''),
               'state', 'open', 'due_on', null, 'created_at', h.began, 'updated_at', h.began, 'closed_at', null)
        from here h cross join lateral forge.export_milestones(h.id) s) w
    order by w.place, w.n;
$$;
comment on function forge.github_lists(bigint) is
$$Records of an export for GitHub that are of the project as a whole, in order: users, the organization, the repository
with its labels, milestones.$$;
