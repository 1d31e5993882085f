-- Every pipeline as it is. A run goes through the stages of its pipeline in order of position; a stage opens with its
-- first jobs when nothing of those before it is left to do. To read: brigade.stages and brigade.things say what each
-- column means. Run at every install: what administrators tune (batch, lease, max_attempts, backoff) stays as they
-- left it, and what is not named here goes.

create temp table pipelines (like brigade.pipelines including defaults) on commit drop;
insert into pipelines (name, hands_out, description) values
('workspace', false, 'A whole workspace of Bitbucket Cloud: an import of each of its repositories'),
('import', false, 'One repository of Bitbucket Cloud with all that belongs to it'),
('sync', false, 'What changed in a repository since the last import or sync of it'),
('freeze', false, 'Whether a repository is still what is here'),
('projects', false, 'All projects of a workspace: an export of each to one target, and a table of them');

create temp table pipeline_stages (like brigade.stages including defaults) on commit drop;
insert into pipeline_stages (pipeline, position, name, description, first_jobs, then_jobs, plans, vital, reads, sums_up,
    follows_children, left_out, batch, lease, max_attempts, backoff) values

-- One repository of Bitbucket Cloud.
('import', 10, 'repository', 'Project, git repository, wiki, labels',
    '[{"kind": "project", "key": "project", "requests": 1}]', '[]', '{}', '{project,archive}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('import', 20, 'users', 'Workspace members and their permissions',
    '[{"kind": "members", "key": "members/1", "requests": 1},
      {"kind": "permissions", "key": "permissions/1", "requests": 1}]', '[]', '{}', '{}', null, false, false,
    null, 10, '2 minutes', 10, '15 seconds'),
('import', 30, 'pull_requests', 'Pull requests in every state, reviewers, approvals, dates and actors',
    '[{"kind": "merge_requests", "key": "list/1", "requests": 1, "part": "pull_requests"}]', '[]', '{}', '{}', null,
    false, false, null, 100, '2 minutes', 10, '15 seconds'),
('import', 40, 'pull_requests_notes', 'Comments and tasks of pull requests, commits of their forks',
    '[{"kind": "sample", "key": "sample", "part": "comments"}]',
    '[{"kind": "confirm", "key": "confirm/1", "part": "comments"},
      {"kind": "decide", "key": "decide", "part": "comments"},
      {"kind": "confirm", "key": "confirm/2", "part": "comments"},
      {"kind": "judge", "key": "judge", "part": "comments"}]',
    '{sample,confirm,decide,readings,judge}', '{}', 'pull_requests', false, false,
    null, 50, '2 minutes', 10, '15 seconds'),
('import', 50, 'issues', 'Issues, milestones, versions, components',
    '[{"kind": "issues", "key": "list/1", "requests": 1, "instead": "issues_export", "part": "issues"}]', '[]', '{}',
    '{archive}', null, false, false, null, 100, '2 minutes', 10, '15 seconds'),
('import', 60, 'issues_notes', 'Comments, changes and attachments of issues', '[]', '[]', '{}', '{}', null, false,
    false, null, 50, '2 minutes', 10, '15 seconds'),
-- A job fetches a hundred files: few at once, so that many workers share them.
('import', 70, 'lfs_objects', 'Large files of git LFS',
    '[{"kind": "lfs_pointers", "key": "pointers/1", "part": "lfs"}]', '[]', '{}', '{}', 'repository', false, false,
    null, 4, '2 minutes', 10, '15 seconds'),
-- What people did while the import was under way, so that the verdict is as of its end.
('import', 75, 'catch_up', 'Pull requests that changed meanwhile, with their comments and tasks',
    '[{"kind": "catch_up", "key": "catch_up", "part": "pull_requests"}]',
    '[{"kind": "talks", "key": "talks/1", "part": "comments"},
      {"kind": "threads", "key": "threads/sample", "part": "comments"},
      {"kind": "threads", "key": "threads/1", "part": "comments"}]', '{}', '{}', 'pull_requests', false, false,
    null, 50, '2 minutes', 10, '15 seconds'),
('import', 80, 'finish', 'Dates and actors settled, refs compared, full hashes, heads of merge requests, verdict',
    '[{"kind": "settle", "key": "settle"}]', '[]', '{}', '{}', null, true, false,
    null, 1, '5 minutes', 6, '15 seconds'),

-- A whole workspace: its people, once for all; its list of repositories makes an import of each, and the stage waits
-- for them.
('workspace', 5, 'users', 'Members of the workspace, and what they may do with its repositories',
    '[{"kind": "workspace_members", "key": "members/1", "requests": 1},
      {"kind": "workspace_permissions", "key": "permissions/1", "requests": 1}]', '[]', '{}', '{}', null, false, false,
    null, 10, '2 minutes', 10, '15 seconds'),
('workspace', 10, 'workspace', 'The repositories of a workspace: an import each',
    '[{"kind": "repositories", "key": "list/1", "requests": 1}]', '[]', '{}', '{list/1}', null, false, true,
    null, 10, '2 minutes', 10, '15 seconds'),

-- What changed since the last import or sync. Issues are not asked for: Bitbucket has none any more.
('sync', 10, 'repository', 'Project, git repository, wiki, labels',
    '[{"kind": "project", "key": "project", "requests": 1}]', '[]', '{}', '{project}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('sync', 20, 'users', 'Workspace members and their permissions',
    '[{"kind": "members", "key": "members/1", "requests": 1},
      {"kind": "permissions", "key": "permissions/1", "requests": 1}]', '[]', '{}', '{}', null, false, false,
    null, 10, '2 minutes', 10, '15 seconds'),
('sync', 30, 'pull_requests', 'Pull requests that changed, and what the activity says since then',
    '[{"kind": "newest", "key": "newest/1", "requests": 1, "part": "pull_requests"},
      {"kind": "since", "key": "since/1", "requests": 1, "part": "pull_requests"}]', '[]', '{}', '{}', null, false,
    false, null, 100, '2 minutes', 10, '15 seconds'),
('sync', 40, 'pull_requests_notes', 'Comments and tasks of those, commits of their forks',
    '[{"kind": "talks", "key": "talks/1", "part": "comments"}]', '[]', '{talks}', '{}', 'pull_requests', false, false,
    null, 50, '2 minutes', 10, '15 seconds'),
-- What is left of the budget reads what nothing says that it changed, round after round.
('sync', 50, 'audit', 'Pull requests that nothing says of that they changed, some at each sync',
    '[{"kind": "audit", "key": "audit", "part": "comments"}]',
    '[{"kind": "talks", "key": "talks/1", "part": "comments"},
      {"kind": "threads", "key": "threads/sample", "part": "comments"},
      {"kind": "threads", "key": "threads/1", "part": "comments"}]', '{}', '{}', null, false, false,
    null, 50, '2 minutes', 10, '15 seconds'),
('sync', 70, 'lfs_objects', 'Large files of git LFS',
    '[{"kind": "lfs_pointers", "key": "pointers/1", "part": "lfs"}]', '[]', '{}', '{}', 'repository', false, false,
    null, 4, '2 minutes', 10, '15 seconds'),
('sync', 80, 'finish', 'Dates and actors settled, what vanished, refs compared, full hashes, heads, verdict',
    '[{"kind": "settle", "key": "settle"}]', '[]', '{}', '{}', null, true, false,
    null, 1, '5 minutes', 6, '15 seconds'),

-- The freeze check: each stage is a level, and one that the run does not go to has nothing to do. Differences are jobs
-- of the last stage, which fail.
('freeze', 10, 'still', 'Branches and tags, the newest pull requests, the newest activity',
    '[{"kind": "frozen_newest", "key": "newest/1", "requests": 1},
      {"kind": "frozen_stream", "key": "stream/1", "requests": 1},
      {"kind": "frozen_refs", "key": "code"}, {"kind": "frozen_refs", "key": "wiki"}]', '[]', '{}', '{}', null,
    false, false, null, 10, '2 minutes', 10, '15 seconds'),
('freeze', 20, 'counts', 'Every pull request, as the list shows it',
    '[{"kind": "frozen_plan", "key": "plan"}]', '[]', '{}', '{}', null, false, false,
    null, 50, '2 minutes', 10, '15 seconds'),
('freeze', 30, 'whole', 'Comments, tasks and members that were not read since the freeze',
    '[{"kind": "frozen_walk", "key": "walk"}, {"kind": "frozen_people", "key": "people"}]',
    '[]', '{}', '{}', null, false, false,
    null, 50, '2 minutes', 10, '15 seconds'),
('freeze', 40, 'certificate', 'What the source does not name any more, what differs, the certificate',
    '[{"kind": "certify", "key": "certify"}]', '[]', '{}', '{}', null, true, false,
    null, 50, '2 minutes', 6, '15 seconds'),
-- All projects of a workspace, for any target: an export of each, and the stage waits for them.
('projects', 10, 'projects', 'The projects of a workspace: an export each',
    '[{"kind": "projects", "key": "projects/1"}]', '[]', '{}', '{projects/1}', null, false, true,
    null, 10, '2 minutes', 10, '15 seconds'),
('projects', 20, 'index', 'A table of what was published',
    '[{"kind": "index", "key": "index/1"}]', '[]', '{}', '{}', null, true, false,
    null, 1, '5 minutes', 6, '15 seconds'),

-- A project as open data. Everything is written in a private directory, which the last stage publishes as a whole. That
-- one begins again at the first when an import changed the store meanwhile.
('files', 10, 'plan', 'What is there, cut into pages; room on the disk; numbers',
    '[{"kind": "files_plan", "key": "plan"}]', '[]', '{}', '{plan}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
-- Jobs may take long: one at once, so that many workers share them.
('files', 20, 'git', 'Repositories as bundles, copies of large files and attachments',
    '[{"kind": "bundle", "key": "code"}, {"kind": "bundle", "key": "wiki"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('files', 30, 'rows', 'Rows, page by page', '[]', '[]', '{}', '{}', null, false, false,
    null, 4, '5 minutes', 6, '15 seconds'),
('files', 40, 'join', 'Pages joined to a file for each table', '[]', '[]', '{}', '{}', null, false, false,
    null, 2, '5 minutes', 6, '15 seconds'),
('files', 50, 'proof', 'The output read back and counted',
    '[{"kind": "bundle_proof", "key": "code"}, {"kind": "bundle_proof", "key": "wiki"}]', '[]', '{}', '{}',
    null, false, false, null, 2, '5 minutes', 6, '15 seconds'),
('files', 60, 'publish', 'The output published as a whole, verdict',
    '[{"kind": "publish", "key": "publish/1"}]', '[]', '{}', '{}', null, true, false,
    null, 1, '5 minutes', 6, '15 seconds'),

-- A project for Forgejo or Gitea. The repository comes first, because the patches of pull requests stand in it.
('forgejo', 10, 'plan', 'What is there, cut into pages; room on the disk; numbers, people',
    '[{"kind": "forgejo_plan", "key": "plan"}]', '[]', '{}', '{plan}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('forgejo', 20, 'git', 'Repositories with the heads of pull requests, copies of large files and attachments',
    '[{"kind": "forgejo_git", "key": "code"}, {"kind": "forgejo_git", "key": "wiki"}]', '[]', '{}', '{code}',
    null, false, false, null, 1, '5 minutes', 6, '15 seconds'),
('forgejo', 30, 'rows', 'Pull requests and issues with what was said, page by page',
    '[{"kind": "forgejo_lists", "key": "lists"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('forgejo', 40, 'join', 'Pages joined to a file for each list; tables of numbers, people and losses',
    '[{"kind": "forgejo_join", "key": "pulls"}, {"kind": "forgejo_join", "key": "issues"},
      {"kind": "forgejo_tables", "key": "tables"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('forgejo', 50, 'proof', 'The output read back, checked and counted',
    '[{"kind": "forgejo_proof", "key": "lists"}, {"kind": "forgejo_proof", "key": "comments"},
      {"kind": "forgejo_proof", "key": "reviews"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('forgejo', 60, 'publish', 'The output published as a whole, verdict',
    '[{"kind": "forgejo_publish", "key": "publish/1"}]', '[]', '{}', '{}', null, true, false,
    null, 1, '5 minutes', 6, '15 seconds'),

-- A project for GitLab: the members of its archive are written as files, packed, and read back out of the archive.
('gitlab', 10, 'plan', 'What is there, cut into pages; room on the disk; people',
    '[{"kind": "gitlab_plan", "key": "plan"}]', '[]', '{}', '{plan}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('gitlab', 20, 'git', 'Repositories as bundles with the heads of pull requests, copies of large files and attachments',
    '[{"kind": "gitlab_git", "key": "code"}, {"kind": "gitlab_git", "key": "wiki"}]', '[]', '{}', '{code}',
    null, false, false, null, 1, '5 minutes', 6, '15 seconds'),
('gitlab', 30, 'rows', 'Pull requests and issues with what was said, page by page',
    '[{"kind": "gitlab_lists", "key": "lists"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('gitlab', 40, 'join', 'Pages joined to a file for each list; tables of numbers, people and losses',
    '[{"kind": "gitlab_join", "key": "pulls"}, {"kind": "gitlab_join", "key": "issues"},
      {"kind": "gitlab_tables", "key": "tables"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('gitlab', 50, 'pack', 'Everything packed into one archive',
    '[{"kind": "gitlab_pack", "key": "pack"}]', '[]', '{}', '{pack}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('gitlab', 60, 'proof', 'The archive read back, checked and counted',
    '[{"kind": "gitlab_proof", "key": "proof"}, {"kind": "gitlab_git_proof", "key": "code"},
      {"kind": "gitlab_git_proof", "key": "wiki"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('gitlab', 70, 'publish', 'The output published as a whole, verdict',
    '[{"kind": "gitlab_publish", "key": "publish/1"}]', '[]', '{}', '{}', null, true, false,
    null, 1, '5 minutes', 6, '15 seconds'),

-- A project for GitHub: records are written as lines, joined to files of a hundred, packed with the repositories, and
-- read back out of the archive. Events are numbered by time, those of the whole project together. In a stage, the
-- longest jobs come first: many workers share it best then.
('github', 10, 'plan', 'What is there, cut into pages; room on the disk; numbers, people',
    '[{"kind": "github_plan", "key": "plan"}]', '[]', '{}', '{plan}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('github', 20, 'git', 'Which pull requests git has something to show of; copies of large files and attachments',
    '[{"kind": "github_heads", "key": "heads"}]', '[]', '{}', '{heads}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('github', 30, 'rows', 'Records of pull requests and issues with what was said, page by page; repositories beside them',
    '[{"kind": "github_git", "key": "code"}, {"kind": "github_git", "key": "wiki"},
      {"kind": "github_lists", "key": "lists"}]', '[]', '{}', '{code}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('github', 40, 'join', 'Events by time, records joined to files of a hundred; tables of numbers, people and losses',
    '[{"kind": "github_events", "key": "events"}, {"kind": "github_tables", "key": "tables"},
      {"kind": "github_join", "key": "users"}, {"kind": "github_join", "key": "organizations"},
      {"kind": "github_join", "key": "repositories"}, {"kind": "github_join", "key": "milestones"},
      {"kind": "github_join", "key": "issues"}, {"kind": "github_join", "key": "issue_comments"},
      {"kind": "github_join", "key": "pull_requests"},
      {"kind": "github_join", "key": "pull_request_reviews"},
      {"kind": "github_join", "key": "pull_request_review_threads"},
      {"kind": "github_join", "key": "pull_request_review_comments"},
      {"kind": "github_join", "key": "attachments"}]', '[]', '{}', '{}',
    null, false, false, null, 1, '5 minutes', 6, '15 seconds'),
('github', 50, 'pack', 'Everything packed into one archive',
    '[{"kind": "github_pack", "key": "pack"}]', '[]', '{}', '{pack}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('github', 60, 'proof', 'The archive read back, checked and counted',
    '[{"kind": "github_proof", "key": "proof"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('github', 70, 'publish', 'The output published as a whole, verdict',
    '[{"kind": "github_publish", "key": "publish/1"}]', '[]', '{}', '{}', null, true, false,
    null, 1, '5 minutes', 6, '15 seconds'),

-- A project as a web site. What is lost is known before the stage join lists it.
('site', 10, 'plan', 'What is there, cut into pages; room on the disk; people',
    '[{"kind": "site_plan", "key": "plan"}]', '[]', '{}', '{plan}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('site', 20, 'git', 'Repositories as bundles, copies of attachments',
    '[{"kind": "bundle", "key": "code"}, {"kind": "bundle", "key": "wiki"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('site', 30, 'rows', 'Pages of pull requests, issues and the wiki; lists of them and of people',
    '[{"kind": "site_lists", "key": "pulls"}, {"kind": "site_lists", "key": "issues"},
      {"kind": "site_lists", "key": "people"}, {"kind": "site_lists", "key": "others"},
      {"kind": "site_wiki", "key": "wiki"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('site', 40, 'join', 'Search pages, the first page with its pictures, the list of losses, redirects',
    '[{"kind": "site_search", "key": "search"}, {"kind": "site_front", "key": "front"},
      {"kind": "site_lists", "key": "losses"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('site', 50, 'proof', 'The output read back, checked and counted',
    '[{"kind": "site_proof", "key": "proof"}, {"kind": "bundle_proof", "key": "code"},
      {"kind": "bundle_proof", "key": "wiki"}]', '[]', '{}', '{}', null, false, false,
    null, 1, '5 minutes', 6, '15 seconds'),
('site', 60, 'publish', 'The output published as a whole, verdict',
    '[{"kind": "site_publish", "key": "publish/1"}]', '[]', '{}', '{}', null, true, false,
    null, 1, '5 minutes', 6, '15 seconds');

-- What exports hand out.
insert into pipelines (name, hands_out, description) values
('files', true, 'A project as open data: tables as NDJSON and CSV, git as bundles, files'),
('forgejo', true, 'A project as the directory that forgejo restore-repo and gitea restore-repo take'),
('github', true, 'A project as a migration archive for GitHub: experimental'),
('gitlab', true, 'A project as the archive that GitLab imports'),
('site', true, 'A project as a web site of plain pages');
update pipelines set childless = 'No repository of it was imported: Bitbucket lists none that the credential can read, '
    'or include and exclude let none through' where name = 'workspace';

create temp table pipeline_things (like brigade.things including defaults) on commit drop;
insert into pipeline_things (pipeline, stage, position, thing, has_jobs, is_stored, is_excused, job_keys, description)
    values
-- What each stage brings and is held to account for, and the jobs whose failure is of it.
--                                                    jobs   stored excused
('workspace', 'users', 3, 'members',                  false, false, false, '^members/', 'Members of the workspace'),
('workspace', 'users', 4, 'permissions',              false, false, false, '^permissions/',
    'What they may do with its repositories'),
('workspace', 'workspace', 5, 'repositories',         false, false, false, '', 'Repositories of the workspace'),

('import', 'repository', 10, 'refs',                  false, true,  false, '^(project|code)$', 'Branches and tags'),
('import', 'repository', 20, 'wiki',                  false, true,  false, '^(project|wiki)$',
    'Repository of the wiki'),
('import', 'users', 30, 'members',                    false, true,  false, '^(members|permissions)/',
    'Members of the workspace, and who else may use the repository'),
('import', 'pull_requests', 40, 'merge_requests',     true,  true,  false, '^(list/|[0-9]+$)', 'Pull requests'),
('import', 'pull_requests_notes', 50, 'merge_request_notes',
                                                      false, true,  false,
    '^(sample|decide|readings/|[0-9]+(/comments/|$))', 'Comments of pull requests'),
('import', 'pull_requests_notes', 60, 'tasks',        false, true,  false,
    '^(sample|decide|readings/|[0-9]+(/tasks/|$))', 'Tasks of pull requests'),
('import', 'issues', 70, 'issues',                    true,  true,  false, '^(list/|[0-9]+$|archive(/issues/|$))',
    'Issues'),
('import', 'issues', 71, 'milestones',                false, true,  false, '^(list/1$|(archive/)?milestones/|archive$)',
    'Milestones of the issue tracker'),
('import', 'issues', 72, 'versions',                  false, true,  false, '^(list/1$|(archive/)?versions/|archive$)',
    'Versions of the issue tracker'),
('import', 'issues', 73, 'components',                false, true,  false, '^(list/1$|(archive/)?components/|archive$)',
    'Components of the issue tracker'),
('import', 'issues_notes', 80, 'issue_comments',      false, false, false, '^[0-9]+(/comments/[0-9]+|)$',
    'Comments of issues as listed: some stand for a change alone'),
('import', 'issues_notes', 81, 'issue_notes',         false, true,  false, '^([0-9]+(/comments/|$)|archive/comments/)',
    'Comments of issues that have a text'),
('import', 'issues_notes', 82, 'issue_changes',       false, false, false, '^[0-9]+(/changes/[0-9]+|)$',
    'Changes of issues as listed: each is of several fields'),
('import', 'issues_notes', 83, 'issue_events',        false, true,  false, '^([0-9]+(/changes/|$)|archive/logs/)',
    'Changes of issues, field by field'),
('import', 'issues_notes', 84, 'attachments',         false, false, false,
    '^([0-9]+(/attachments/|$)|archive/attachments/)',
    'Files of issues: each has a job, whose failure names it'),
-- Pointers name files that their server may not give: a note says so.
('import', 'lfs_objects', 90, 'lfs_objects',          true,  true,  true,  '',
    'Large files of git LFS that pointers name'),

('sync', 'repository', 10, 'refs',                    false, true,  false, '^(project|code)$', 'Branches and tags'),
('sync', 'repository', 20, 'wiki',                    false, true,  false, '^(project|wiki)$',
    'Repository of the wiki'),
('sync', 'users', 30, 'members',                      false, true,  false, '^(members|permissions)/',
    'Members of the workspace, and who else may use the repository'),
('sync', 'pull_requests', 40, 'merge_requests',       true,  true,  false, '^(newest/|since/|[0-9]+$)',
    'Pull requests'),
('sync', 'pull_requests_notes', 50, 'merge_request_notes',
                                                      false, true,  false, '^(talks/|[0-9]+/(comments/|object|both/))',
    'Comments of pull requests that changed'),
('sync', 'pull_requests_notes', 60, 'tasks',          false, true,  false, '^(talks/|[0-9]+/(tasks/|both/))',
    'Tasks of pull requests that changed'),
('sync', 'lfs_objects', 90, 'lfs_objects',            true,  true,  true,  '',
    'Large files of git LFS that pointers name'),

-- The freeze check stores nothing: what differs is a failure, and only the sizes of lists are compared besides.
('freeze', 'certificate', 10, 'refs',                 false, false, false, '^refs/', 'Branches and tags'),
('freeze', 'certificate', 30, 'members',              false, false, false, '^members/',
    'Members that were compared'),
('freeze', 'certificate', 40, 'merge_requests',       false, false, false, '^(merge_requests|activity)/',
    'Pull requests that were compared'),
('freeze', 'certificate', 50, 'merge_request_notes',  false, false, false, '^merge_request_notes/',
    'Comments that were compared'),
('freeze', 'certificate', 60, 'tasks',                false, false, false, '^tasks/', 'Tasks that were compared');

-- What a requester may choose. Each part brings these things, and first_jobs and then_jobs name it where a job is of
-- it.
create temp table pipeline_parts (like brigade.parts including defaults) on commit drop;
insert into pipeline_parts (name, position, needs, description) values
('git', 10, null, 'The repository with its branches and tags, heads of pull requests and commits of forks'),
('wiki', 20, null, 'The repository of the wiki'),
('lfs', 30, 'git', 'Large files of git LFS'),
('pull_requests', 40, null, 'Pull requests, their reviewers, approvals and dates'),
('comments', 50, 'pull_requests', 'Comments and tasks of pull requests'),
('issues', 60, null, 'Issues with their comments, changes and files, milestones, versions and components');
update pipeline_things t set part = p.part
from (values ('refs', 'git'), ('wiki', 'wiki'), ('lfs_objects', 'lfs'), ('merge_requests', 'pull_requests'),
    ('merge_request_notes', 'comments'), ('tasks', 'comments'), ('issues', 'issues'), ('milestones', 'issues'),
    ('versions', 'issues'), ('components', 'issues'), ('issue_comments', 'issues'), ('issue_notes', 'issues'),
    ('issue_changes', 'issues'), ('issue_events', 'issues'), ('attachments', 'issues')) p(thing, part)
where t.pipeline in ('import', 'sync') and t.thing = p.thing;

insert into brigade.parts as p select * from pipeline_parts order by position
on conflict (name) do update
set position = excluded.position, needs = excluded.needs, description = excluded.description
where (p.position, p.needs, p.description) is distinct from (excluded.position, excluded.needs, excluded.description);

insert into brigade.pipelines as l select * from pipelines
on conflict (name) do update
set hands_out = excluded.hands_out, description = excluded.description, childless = excluded.childless
where (l.hands_out, l.description, l.childless)
    is distinct from (excluded.hands_out, excluded.description, excluded.childless);

insert into brigade.stages as s select * from pipeline_stages
on conflict (pipeline, name) do update
set position = excluded.position, description = excluded.description, first_jobs = excluded.first_jobs,
    then_jobs = excluded.then_jobs, plans = excluded.plans,
    vital = excluded.vital, left_out = excluded.left_out, reads = excluded.reads, sums_up = excluded.sums_up,
    follows_children = excluded.follows_children
where (s.position, s.description, s.first_jobs, s.then_jobs, s.plans, s.vital, s.left_out, s.reads, s.sums_up,
       s.follows_children)
    is distinct from (excluded.position, excluded.description, excluded.first_jobs, excluded.then_jobs, excluded.plans,
                      excluded.vital, excluded.left_out, excluded.reads, excluded.sums_up, excluded.follows_children);

insert into brigade.things as t select * from pipeline_things
on conflict (pipeline, thing) do update
set stage = excluded.stage, position = excluded.position, has_jobs = excluded.has_jobs,
    is_stored = excluded.is_stored, is_excused = excluded.is_excused, job_keys = excluded.job_keys,
    description = excluded.description, part = excluded.part
where (t.stage, t.position, t.has_jobs, t.is_stored, t.is_excused, t.job_keys, t.description, t.part)
    is distinct from (excluded.stage, excluded.position, excluded.has_jobs, excluded.is_stored, excluded.is_excused,
                      excluded.job_keys, excluded.description, excluded.part);

delete from brigade.things t
where not exists (select from pipeline_things p where (p.pipeline, p.thing) = (t.pipeline, t.thing));
-- A stage that runs have gone through stays for them: a migration says what becomes of those runs.
delete from brigade.stages s
where not exists (select from pipeline_stages p where (p.pipeline, p.name) = (s.pipeline, s.name));
delete from brigade.pipelines l where not exists (select from pipelines p where p.name = l.name);
