-- The issue tracker: issues with their changes, comments and files, over the API or from an export; and imports of
-- repositories that Bitbucket no longer has.

create table forge.issues (
    project_id bigint not null references forge.projects (id) on delete cascade,
    iid bigint not null check (iid > 0),
    title text not null,
    description text,
    state text not null check (state in ('opened', 'closed')),
    source_state text not null,
    kind text,
    priority text,
    component text,
    version text,
    milestone text,
    author_id bigint references forge.users (id),
    assignee_id bigint references forge.users (id),
    votes bigint,
    watchers bigint,
    created_at timestamptz,
    updated_at timestamptz,
    edited_at timestamptz,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, iid)
);
create index issues_author on forge.issues (author_id);
create index issues_assignee on forge.issues (assignee_id);
comment on table forge.issues is 'Issues; numbers leave gaps where issues were deleted';
comment on column forge.issues.project_id is 'Project';
comment on column forge.issues.iid is 'Number at Bitbucket';
comment on column forge.issues.title is 'Title';
comment on column forge.issues.description is 'As written, markup unchanged';
comment on column forge.issues.state is 'closed: resolved, invalid, duplicate, wontfix, closed; opened: anything else';
comment on column forge.issues.source_state is 'Bitbucket''s word: submitted, new, open, resolved, on hold, invalid, duplicate, wontfix, closed';
comment on column forge.issues.kind is 'bug, enhancement, proposal, task';
comment on column forge.issues.priority is 'trivial, minor, major, critical, blocker';
comment on column forge.issues.component is 'Name of its component; null: none';
comment on column forge.issues.version is 'Name of its version; null: none';
comment on column forge.issues.milestone is 'Name of its milestone; null: none';
comment on column forge.issues.author_id is 'Reporter; null: anonymous, or Bitbucket no longer says';
comment on column forge.issues.assignee_id is 'Assignee; null: nobody';
comment on column forge.issues.votes is 'How many voted for it';
comment on column forge.issues.watchers is 'How many watch it';
comment on column forge.issues.created_at is 'At Bitbucket';
comment on column forge.issues.updated_at is 'At Bitbucket';
comment on column forge.issues.edited_at is 'When title or description were last edited; null: never';
comment on column forge.issues.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.issues.raw is 'The object as the API or the export gave it';

create table forge.issue_events (
    project_id bigint not null references forge.projects (id) on delete cascade,
    iid bigint not null,
    source_id bigint not null,
    field text not null,
    at timestamptz,
    user_id bigint references forge.users (id),
    old_value text,
    new_value text,
    primary key (project_id, iid, source_id, field)
);
create index issue_events_user on forge.issue_events (user_id);
comment on table forge.issue_events is 'Change log of issues: one row for each field of a change';
comment on column forge.issue_events.project_id is 'Project';
comment on column forge.issue_events.iid is 'Issue';
comment on column forge.issue_events.source_id is 'Bitbucket''s id of the change, which is that of the comment made with it (a note only when it has a text)';
comment on column forge.issue_events.field is 'What changed: state, assignee, title, kind, milestone, component, priority, version, content, attachment';
comment on column forge.issue_events.at is 'When';
comment on column forge.issue_events.user_id is 'Who; null: Bitbucket does not say';
comment on column forge.issue_events.old_value is 'As the source names it; null: none';
comment on column forge.issue_events.new_value is 'As the source names it; null: none';

create table forge.issue_labels (
    project_id bigint not null,
    iid bigint not null,
    name text not null,
    primary key (project_id, iid, name),
    foreign key (project_id, iid) references forge.issues (project_id, iid) on delete cascade,
    foreign key (project_id, name) references forge.labels (project_id, name) on delete cascade
);
create index issue_labels_label on forge.issue_labels (project_id, name);
comment on table forge.issue_labels is 'Labels of issues: the one of its kind';
comment on column forge.issue_labels.project_id is 'Project';
comment on column forge.issue_labels.iid is 'Issue';
comment on column forge.issue_labels.name is 'Label';

create table forge.milestones (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, name)
);
comment on table forge.milestones is 'Milestones of the issue tracker, those that no issue uses too';
comment on column forge.milestones.project_id is 'Project';
comment on column forge.milestones.name is 'Name';
comment on column forge.milestones.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.milestones.raw is 'The object as the API or the export gave it';

create table forge.versions (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, name)
);
comment on table forge.versions is 'Versions of the issue tracker, those that no issue uses too';
comment on column forge.versions.project_id is 'Project';
comment on column forge.versions.name is 'Name';
comment on column forge.versions.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.versions.raw is 'The object as the API or the export gave it';

create table forge.components (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, name)
);
comment on table forge.components is 'Components of the issue tracker, those that no issue uses too';
comment on column forge.components.project_id is 'Project';
comment on column forge.components.name is 'Name';
comment on column forge.components.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.components.raw is 'The object as the API or the export gave it';

create table forge.attachments (
    project_id bigint not null references forge.projects (id) on delete cascade,
    issue_iid bigint not null,
    name text not null,
    path text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes bigint not null check (size_bytes >= 0),
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, issue_iid, name)
);
comment on table forge.attachments is 'Files of issues; a row is there only when the file is complete on disk';
comment on column forge.attachments.project_id is 'Project';
comment on column forge.attachments.issue_iid is 'Issue';
comment on column forge.attachments.name is 'Name of the file, as people gave it; never a path';
comment on column forge.attachments.path is 'Below the workers'' storage directory; made of the hash alone, so equal files are one';
comment on column forge.attachments.sha256 is 'SHA-256 of what it holds';
comment on column forge.attachments.size_bytes is 'Size';
comment on column forge.attachments.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.attachments.raw is 'The object as the API or the export gave it';

-- Old exports name people by nothing but a user name.
alter table forge.users drop column key;
alter table forge.users
    add column key text not null generated always as (coalesce(uuid, account_id, 'name:' || nickname)) stored,
    add unique (owner, key);
comment on column forge.users.key is 'uuid, else account_id, else name: and the user name that an old issue export gives';
comment on column forge.users.type is 'user, team, app_user; name: nothing but a user name is known';

-- Repositories that Bitbucket no longer has.
alter table brigade.imports add column offline text check (offline in ('off', 'forbidden', 'withdrawn', 'unreachable'));
comment on column brigade.imports.offline is 'Why Bitbucket could not be asked, when the import goes on with issues_export and wiki_source alone; null: it is asked';
comment on column forge.projects.source_uuid is 'Bitbucket''s uuid, in braces: stays when the repository is renamed; full_name where Bitbucket could not be asked, until it can';
alter table brigade.omissions drop constraint omissions_outcome_check;
alter table brigade.omissions add constraint omissions_outcome_check
    check (outcome in ('off', 'forbidden', 'withdrawn', 'unreachable', 'unsupported'));
comment on column brigade.omissions.outcome is 'off: switched off or absent (404); forbidden: the credential may not ask (401, 403); withdrawn: removed by Bitbucket (410); unreachable: no connection, and the import could go on without; unsupported: this version does not ask for it';

comment on column brigade.stages.first_jobs is 'Jobs enqueued when the stage opens: [{kind, key, requests, payload, instead}]; instead: the column of brigade.imports that, when it is set, makes its requests unnecessary. Of an import that cannot ask Bitbucket, jobs with requests are noted in brigade.omissions instead';
update brigade.stages
set left_out = null, vital = '{export}', first_jobs = '[{"kind": "issues", "key": "list/1", "requests": 1, "instead": "issues_export"}]'
where name = 'issues';
update brigade.stages set left_out = null where name = 'issues_notes';

drop function if exists brigade.claim(text, text[], integer, integer, bigint, bigint); -- its result grows
