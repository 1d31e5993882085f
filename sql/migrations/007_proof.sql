-- The proof: what happened (events), what was seen (pages), and what must therefore be here (kinds).

create table brigade.events (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    id bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    subject text not null check (subject in ('import', 'stage', 'jobs')),
    event text not null,
    stage text,
    jobs bigint[],
    attempts integer[],
    worker text,
    message text,
    by_role name not null default current_user,
    primary key (import_id, id),
    constraint known_events check (case subject
        when 'import' then event in ('queued', 'running', 'paused', 'finished', 'failed', 'cancelled')
        when 'stage' then event in ('waiting', 'open', 'done') and stage is not null
        else event in ('added', 'claimed', 'done', 'failed', 'again', 'released', 'retried', 'removed')
             and cardinality(jobs) > 0 and (attempts is null or cardinality(attempts) = cardinality(jobs)) end)
);
comment on table brigade.events is 'What happened to imports, stages and jobs, in the transaction that did it. Only added to, and pruned when the import is over (brigade.prune_events). Folded it gives the present state: brigade.violations sees to it. To read: brigade.history';
comment on column brigade.events.import_id is 'Import';
comment on column brigade.events.id is 'Order of what happened to one thing: given while its row is locked';
comment on column brigade.events.at is 'When';
comment on column brigade.events.subject is 'To what: import, stage, jobs (all that one transaction did the same to)';
comment on column brigade.events.event is 'import and stage: the state that it has now; jobs: added, claimed, done, failed, again (failed, to be tried again), released (given back, does not count), retried (brigade.retry), removed';
comment on column brigade.events.stage is 'Stage, unless it is the import itself';
comment on column brigade.events.jobs is 'Jobs, by brigade.jobs.id';
comment on column brigade.events.attempts is 'Which attempt of each, in the same order; null: none yet';
comment on column brigade.events.worker is 'Worker that did it; null: a person or SQL, see by_role';
comment on column brigade.events.message is 'Why: error of a failure, sentence of a pause, verdict of an end';
comment on column brigade.events.by_role is 'Role of the database session';

create table brigade.kinds (
    kind text primary key,
    stage text not null references brigade.stages (name),
    position smallint not null unique,
    has_jobs boolean not null,
    is_stored boolean not null default true,
    description text not null
);
create index kinds_stage on brigade.kinds (stage);
comment on table brigade.kinds is 'Kinds of things whose numbers are reconciled. A new one is a row here, a branch in the view brigade.holdings, and the pages that its lists put';
comment on column brigade.kinds.kind is 'Kind: what brigade.pages, brigade.reconciliation and brigade.missing call it; the key of its note in brigade.omissions';
comment on column brigade.kinds.stage is 'Stage that brings it';
comment on column brigade.kinds.position is 'Order in tables for people';
comment on column brigade.kinds.has_jobs is 'Each has a job of its own in that stage, with the same key: a failure of it accounts for it';
comment on column brigade.kinds.is_stored is 'Each that a list names is a row here (brigade.holdings); false: some become no row, or several, and only the sizes of the lists are compared';
comment on column brigade.kinds.description is 'What it is, for people';
insert into brigade.kinds (position, kind, stage, has_jobs, description) values
(10, 'refs', 'repository', false, 'Branches and tags'),
(20, 'wiki', 'repository', false, 'Repository of the wiki'),
(30, 'members', 'users', false, 'Members of the workspace, and who else may use the repository'),
(40, 'merge_requests', 'pull_requests', true, 'Pull requests'),
(50, 'merge_request_notes', 'pull_requests_notes', false, 'Comments of pull requests'),
(60, 'tasks', 'pull_requests_notes', false, 'Tasks of pull requests'),
(70, 'issues', 'issues', true, 'Issues'),
(71, 'milestones', 'issues', false, 'Milestones of the issue tracker'),
(72, 'versions', 'issues', false, 'Versions of the issue tracker'),
(73, 'components', 'issues', false, 'Components of the issue tracker'),
(81, 'issue_notes', 'issues_notes', false, 'Comments of issues that have a text'),
(83, 'issue_events', 'issues_notes', false, 'Changes of issues, field by field');
insert into brigade.kinds (position, kind, stage, has_jobs, is_stored, description) values
(80, 'issue_comments', 'issues_notes', false, false, 'Comments of issues as listed: some stand for a change alone'),
(82, 'issue_changes', 'issues_notes', false, false, 'Changes of issues as listed: each is of several fields'),
(84, 'attachments', 'issues_notes', false, false, 'Files of issues: each has a job, whose failure names it');

create table brigade.pages (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    kind text not null references brigade.kinds (kind),
    list text collate "C" not null,
    page integer not null check (page > 0),
    job text collate "C" not null,
    announced bigint check (announced >= 0),
    keys text[] not null default '{}',
    is_last boolean not null,
    link text,
    read_at timestamptz not null default clock_timestamp(),
    primary key (import_id, kind, list, page)
);
comment on table brigade.pages is 'What the source''s lists showed, page by page, in the transaction that took it up: how many they said there are, and which ones they named';
comment on column brigade.pages.import_id is 'Import';
comment on column brigade.pages.kind is 'What it lists';
comment on column brigade.pages.list is 'Which list: there may be several of a kind, such as one for each pull request';
comment on column brigade.pages.page is 'Number of the page';
comment on column brigade.pages.job is 'brigade.jobs.key of the job that read it: reading a list again begins with that of page 1';
comment on column brigade.pages.announced is 'Size of the whole list as this page gave it: on the first page that at the start, on the last that at the end; null: not said';
comment on column brigade.pages.keys is 'What the page named: keys as in brigade.holdings';
comment on column brigade.pages.is_last is 'No page follows: only then the list was read whole';
comment on column brigade.pages.link is 'Web address of one of them, with {key} for its key; or of what they belong to';
comment on column brigade.pages.read_at is 'When';

comment on table brigade.tallies is 'What the source said it has and what was seen, of kinds that are counted and not named page by page; the others are in brigade.pages';
comment on column brigade.tallies.kind is 'Kind, as in brigade.kinds';

-- Their columns and parameters change.
drop view if exists brigade.reconciliation;
drop function if exists brigade.record_troubles(bigint, jsonb);
