-- The pipeline as rows. Stages without first jobs pass when nothing was enqueued for them.

insert into brigade.stages (position, name, description, first_jobs, batch, lease, max_attempts, backoff) values
(1, 'repository', 'Project, git repository, wiki, labels',
    '[{"kind": "project", "key": "project", "requests": 1}]', 1, '2 minutes', 6, '15 seconds'),
(2, 'users', 'Workspace members and their permissions',
    '[{"kind": "members", "key": "members/1", "requests": 1}, {"kind": "permissions", "key": "permissions/1", '
        '"requests": 1}]',
    10, '2 minutes', 10, '15 seconds'),
(3, 'pull_requests', 'Pull requests in every state, reviewers, approvals, dates and actors',
    '[{"kind": "merge_requests", "key": "list/1", "requests": 1}, {"kind": "activity", "key": "activity/1", '
        '"requests": 1}]',
    100, '2 minutes', 10, '15 seconds'),
(4, 'pull_requests_notes', 'Comments and tasks of pull requests', '[]', 50, '2 minutes', 10, '15 seconds'),
(5, 'issues', 'Issues, milestones, versions, components', '[]', 100, '2 minutes', 10, '15 seconds'),
(6, 'issues_notes', 'Comments, changes and attachments of issues', '[]', 50, '2 minutes', 10, '15 seconds'),
(7, 'lfs_objects', 'Objects of git LFS', '[]', 20, '2 minutes', 10, '15 seconds'),
(8, 'finish', 'Dates and actors settled, full hashes, counts reconciled, verdict',
    '[{"kind": "settle", "key": "settle"}]', 1, '2 minutes', 6, '15 seconds');

update brigade.stages set vital = '{project}', lease = '5 minutes' where name = 'repository';
update brigade.stages s set left_out = l.sentence
from (values
    ('repository', 'commits of forks and of deleted branches are not kept: their hashes stay as Bitbucket gave them'),
    ('pull_requests_notes', 'pull requests that show neither comments nor open tasks are not asked for tasks: resolved '
        'ones may be missing there'),
    ('issues', 'issues are not brought by this version'),
    ('issues_notes', 'comments and attachments of issues are not brought by this version'),
    ('lfs_objects', 'objects of git LFS are not brought by this version')) l(name, sentence)
where s.name = l.name;
