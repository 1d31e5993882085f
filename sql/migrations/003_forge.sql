-- What was imported. Every key is led by the project (users: by the owner), so that tenants share no row.

create table forge.projects (
    id bigint generated always as identity primary key,
    owner name not null,
    source_uuid text not null,
    full_name text not null,
    name text not null,
    slug text not null,
    description text,
    visibility text not null check (visibility in ('public', 'private')),
    default_branch text,
    language text,
    website text,
    parent_full_name text,
    size_bytes bigint,
    created_at timestamptz,
    updated_at timestamptz,
    sanitised boolean not null default false,
    raw jsonb not null,
    unique (owner, source_uuid)
);
alter table brigade.imports add foreign key (project_id) references forge.projects (id);
comment on table forge.projects is 'Bitbucket repositories that were brought over';
comment on column forge.projects.id is 'Number of the project here; paths in storage are made of it';
comment on column forge.projects.owner is 'Role that asked for the import: tenants share no row';
comment on column forge.projects.source_uuid is 'Bitbucket''s uuid, in braces: stays when the repository is renamed';
comment on column forge.projects.full_name is 'workspace/slug';
comment on column forge.projects.name is 'Display name';
comment on column forge.projects.slug is 'Name in addresses';
comment on column forge.projects.description is 'As written there';
comment on column forge.projects.visibility is 'public or private';
comment on column forge.projects.default_branch is 'Main branch; null: empty repository';
comment on column forge.projects.language is 'As set there';
comment on column forge.projects.website is 'As set there';
comment on column forge.projects.parent_full_name is 'Repository that this one is a fork of';
comment on column forge.projects.size_bytes is 'As Bitbucket says';
comment on column forge.projects.created_at is 'At Bitbucket';
comment on column forge.projects.updated_at is 'At Bitbucket';
comment on column forge.projects.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.projects.raw is 'The object as the API gave it';

create table forge.repositories (
    project_id bigint not null references forge.projects (id) on delete cascade,
    kind text not null check (kind in ('code', 'wiki')),
    path text not null,
    head text,
    ref_count bigint not null,
    commit_count bigint not null,
    size_bytes bigint not null,
    fetched_at timestamptz not null,
    primary key (project_id, kind)
);
comment on table forge.repositories is 'Bare git repositories; a row is there only when the repository is complete on disk';
comment on column forge.repositories.project_id is 'Project';
comment on column forge.repositories.kind is 'code or wiki';
comment on column forge.repositories.path is 'Below the workers'' storage directory';
comment on column forge.repositories.head is 'Branch that HEAD names, such as refs/heads/main; null: none';
comment on column forge.repositories.ref_count is 'Branches and tags';
comment on column forge.repositories.commit_count is 'Commits reachable from them';
comment on column forge.repositories.size_bytes is 'On disk';
comment on column forge.repositories.fetched_at is 'When it was last compared with the server';

create table forge.refs (
    project_id bigint not null,
    kind text not null,
    name text not null,
    oid text not null check (oid ~ '^[0-9a-f]{40}$'),
    peeled_oid text check (peeled_oid ~ '^[0-9a-f]{40}$'),
    primary key (project_id, kind, name),
    foreign key (project_id, kind) references forge.repositories (project_id, kind) on delete cascade
);
comment on table forge.refs is 'Branches and tags of the git repositories';
comment on column forge.refs.project_id is 'Project';
comment on column forge.refs.kind is 'Of which repository: code or wiki';
comment on column forge.refs.name is 'Full name, such as refs/heads/main';
comment on column forge.refs.oid is 'Object that it names, 40 digits';
comment on column forge.refs.peeled_oid is 'What an annotated tag points to in the end; null: oid itself';

create table forge.users (
    id bigint generated always as identity primary key,
    owner name not null,
    uuid text,
    account_id text,
    key text not null generated always as (coalesce(uuid, account_id)) stored,
    type text,
    nickname text,
    display_name text,
    mapped_to text,
    sanitised boolean not null default false,
    raw jsonb not null,
    unique (owner, key)
);
create index users_account on forge.users (owner, account_id);
comment on table forge.users is 'People (and apps and teams) as the source names them; never matched by name or e-mail';
comment on column forge.users.id is 'Number of the user here';
comment on column forge.users.owner is 'Role that asked for the import';
comment on column forge.users.uuid is 'Bitbucket''s uuid, in braces';
comment on column forge.users.account_id is 'Atlassian account';
comment on column forge.users.key is 'uuid, else account_id';
comment on column forge.users.type is 'user, team, app_user';
comment on column forge.users.nickname is 'Free text, not unique; app users have none';
comment on column forge.users.display_name is 'Free text, not unique; Former user: the account was closed';
comment on column forge.users.mapped_to is 'Yours to fill: who this is at the destination';
comment on column forge.users.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.users.raw is 'The fullest object that the API gave';

create table forge.members (
    project_id bigint not null references forge.projects (id) on delete cascade,
    user_id bigint not null references forge.users (id),
    permission text,
    primary key (project_id, user_id)
);
create index members_user on forge.members (user_id);
comment on table forge.members is 'Members of the workspace, and who else may use the repository';
comment on column forge.members.project_id is 'Project';
comment on column forge.members.user_id is 'User';
comment on column forge.members.permission is 'read, write or admin on the repository; null: the credential may not ask, or nothing was said';

create table forge.labels (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null,
    color text not null check (color ~ '^#[0-9A-F]{6}$'),
    kind text,
    primary key (project_id, name)
);
comment on table forge.labels is 'Labels: one for each kind of issue that Bitbucket knew';
comment on column forge.labels.project_id is 'Project';
comment on column forge.labels.name is 'Name';
comment on column forge.labels.color is 'As #RRGGBB';
comment on column forge.labels.kind is 'Kind of issue that it stands for';

create table forge.merge_requests (
    project_id bigint not null references forge.projects (id) on delete cascade,
    iid bigint not null check (iid > 0),
    title text not null,
    description text,
    state text not null check (state in ('opened', 'merged', 'closed')),
    source_state text not null,
    draft boolean not null,
    author_id bigint references forge.users (id),
    closed_by_id bigint references forge.users (id),
    close_reason text,
    source_branch text,
    target_branch text,
    source_full_name text,
    source_sha text check (source_sha ~ '^[0-9a-f]{4,40}$'),
    target_sha text check (target_sha ~ '^[0-9a-f]{4,40}$'),
    merge_commit_sha text check (merge_commit_sha ~ '^[0-9a-f]{4,40}$'),
    close_source_branch boolean,
    comment_count bigint,
    task_count bigint,
    created_at timestamptz,
    updated_at timestamptz,
    merged_at timestamptz,
    closed_at timestamptz,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, iid)
);
create index merge_requests_author on forge.merge_requests (author_id);
comment on table forge.merge_requests is 'Pull requests';
comment on column forge.merge_requests.project_id is 'Project';
comment on column forge.merge_requests.iid is 'Number at Bitbucket';
comment on column forge.merge_requests.title is 'Title';
comment on column forge.merge_requests.description is 'As written, markup unchanged';
comment on column forge.merge_requests.state is 'opened, merged, closed';
comment on column forge.merge_requests.source_state is 'Bitbucket''s word: OPEN MERGED DECLINED SUPERSEDED';
comment on column forge.merge_requests.draft is 'Draft';
comment on column forge.merge_requests.author_id is 'Author; null: Bitbucket no longer says';
comment on column forge.merge_requests.closed_by_id is 'Who merged or closed it';
comment on column forge.merge_requests.close_reason is 'Text given on decline';
comment on column forge.merge_requests.source_branch is 'Branch that it brings';
comment on column forge.merge_requests.target_branch is 'Branch that it goes to';
comment on column forge.merge_requests.source_full_name is 'Repository of the source branch: a fork''s differs; null: it is gone';
comment on column forge.merge_requests.source_sha is '40 digits where the commit is in the repository, else the 12 that Bitbucket gives';
comment on column forge.merge_requests.target_sha is 'Likewise';
comment on column forge.merge_requests.merge_commit_sha is 'Likewise';
comment on column forge.merge_requests.close_source_branch is 'Delete the branch when merged';
comment on column forge.merge_requests.comment_count is 'As Bitbucket says: without deleted ones';
comment on column forge.merge_requests.task_count is 'As Bitbucket says: open ones only';
comment on column forge.merge_requests.created_at is 'At Bitbucket';
comment on column forge.merge_requests.updated_at is 'At Bitbucket; no date of merge or close';
comment on column forge.merge_requests.merged_at is 'From the activity stream, else the committer date of the merge commit, else null';
comment on column forge.merge_requests.closed_at is 'From the activity stream, else null';
comment on column forge.merge_requests.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.merge_requests.raw is 'The object as the API gave it';

create table forge.merge_request_reviewers (
    project_id bigint not null,
    iid bigint not null,
    user_id bigint not null references forge.users (id),
    role text not null check (role in ('reviewer', 'participant')),
    state text check (state in ('approved', 'changes_requested')),
    participated_at timestamptz,
    primary key (project_id, iid, user_id),
    foreign key (project_id, iid) references forge.merge_requests (project_id, iid) on delete cascade
);
create index merge_request_reviewers_user on forge.merge_request_reviewers (user_id);
comment on table forge.merge_request_reviewers is 'Reviewers and participants of merge requests';
comment on column forge.merge_request_reviewers.project_id is 'Project';
comment on column forge.merge_request_reviewers.iid is 'Merge request';
comment on column forge.merge_request_reviewers.user_id is 'User';
comment on column forge.merge_request_reviewers.role is 'reviewer or participant';
comment on column forge.merge_request_reviewers.state is 'approved, changes_requested or null';
comment on column forge.merge_request_reviewers.participated_at is 'Last time, as Bitbucket says';

create table forge.merge_request_events (
    project_id bigint not null references forge.projects (id) on delete cascade,
    iid bigint not null,
    kind text not null check (kind in ('updated', 'merged', 'closed', 'reopened', 'approved', 'changes_requested')),
    at timestamptz not null,
    user_id bigint references forge.users (id),
    detail jsonb,
    constraint one_event_per_time_and_actor unique nulls not distinct (project_id, iid, kind, at, user_id)
);
create index merge_request_events_user on forge.merge_request_events (user_id);
comment on table forge.merge_request_events is 'What happened to merge requests, from the activity stream';
comment on column forge.merge_request_events.project_id is 'Project';
comment on column forge.merge_request_events.iid is 'Merge request';
comment on column forge.merge_request_events.kind is 'updated merged closed reopened approved changes_requested';
comment on column forge.merge_request_events.at is 'When';
comment on column forge.merge_request_events.user_id is 'Who; null: Bitbucket does not say';
comment on column forge.merge_request_events.detail is 'The entry as the API gave it';

create table forge.tasks (
    project_id bigint not null references forge.projects (id) on delete cascade,
    source_id bigint not null,
    merge_request_iid bigint not null,
    note_source_id bigint,
    state text not null,
    content text not null,
    creator_id bigint references forge.users (id),
    created_at timestamptz,
    updated_at timestamptz,
    resolved_at timestamptz,
    resolved_by_id bigint references forge.users (id),
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, source_id)
);
create index tasks_merge_request on forge.tasks (project_id, merge_request_iid);
create index tasks_creator on forge.tasks (creator_id);
comment on table forge.tasks is 'Tasks of merge requests';
comment on column forge.tasks.project_id is 'Project';
comment on column forge.tasks.source_id is 'Bitbucket''s id';
comment on column forge.tasks.merge_request_iid is 'Merge request';
comment on column forge.tasks.note_source_id is 'Comment that it is attached to; null: the merge request itself';
comment on column forge.tasks.state is 'RESOLVED or UNRESOLVED';
comment on column forge.tasks.content is 'As written';
comment on column forge.tasks.creator_id is 'Who made it';
comment on column forge.tasks.created_at is 'At Bitbucket';
comment on column forge.tasks.updated_at is 'At Bitbucket';
comment on column forge.tasks.resolved_at is 'When it was resolved';
comment on column forge.tasks.resolved_by_id is 'Who resolved it';
comment on column forge.tasks.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.tasks.raw is 'The object as the API gave it';

create table forge.notes (
    project_id bigint not null references forge.projects (id) on delete cascade,
    noteable_type text not null check (noteable_type in ('merge_request', 'issue')),
    noteable_iid bigint not null,
    source_id bigint not null,
    parent_source_id bigint,
    discussion_source_id bigint not null,
    author_id bigint references forge.users (id),
    body text not null,
    created_at timestamptz,
    updated_at timestamptz,
    edited boolean not null,
    deleted boolean not null,
    pending boolean not null,
    resolved_at timestamptz,
    resolved_by_id bigint references forge.users (id),
    path text,
    old_line bigint,
    new_line bigint,
    old_start_line bigint,
    new_start_line bigint,
    base_sha text check (base_sha ~ '^[0-9a-f]{4,40}$'),
    head_sha text check (head_sha ~ '^[0-9a-f]{4,40}$'),
    anchored boolean not null,
    outdated boolean,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, noteable_type, source_id)
);
create index notes_noteable on forge.notes (project_id, noteable_type, noteable_iid);
create index notes_author on forge.notes (author_id);
comment on table forge.notes is 'Comments of merge requests and issues';
comment on column forge.notes.project_id is 'Project';
comment on column forge.notes.noteable_type is 'merge_request or issue';
comment on column forge.notes.noteable_iid is 'Its number';
comment on column forge.notes.source_id is 'Bitbucket''s id';
comment on column forge.notes.parent_source_id is 'Comment that it answers; null: it opens a thread';
comment on column forge.notes.discussion_source_id is 'Root of the thread: its own id when it opens one';
comment on column forge.notes.author_id is 'Author; null: Bitbucket no longer says';
comment on column forge.notes.body is 'As written; empty when deleted';
comment on column forge.notes.created_at is 'At Bitbucket';
comment on column forge.notes.updated_at is 'At Bitbucket; differs by milliseconds on comments never edited';
comment on column forge.notes.edited is 'updated_at is more than 5 seconds after created_at';
comment on column forge.notes.deleted is 'A tombstone that keeps its replies together';
comment on column forge.notes.pending is 'An unpublished draft of the account that the credential belongs to';
comment on column forge.notes.resolved_at is 'When the thread was resolved';
comment on column forge.notes.resolved_by_id is 'Who resolved it';
comment on column forge.notes.path is 'File that it is about; a reply has its root''s anchor; null: a general comment';
comment on column forge.notes.old_line is 'Line in the old version (last one of several)';
comment on column forge.notes.new_line is 'Line in the new version (last one of several)';
comment on column forge.notes.old_start_line is 'First line of several in the old version';
comment on column forge.notes.new_start_line is 'First line of several in the new version';
comment on column forge.notes.base_sha is 'Old version of the anchor: 40 digits where the commit is in the repository';
comment on column forge.notes.head_sha is 'New version of the anchor, likewise';
comment on column forge.notes.anchored is 'The anchor is its own, not that of its thread''s root';
comment on column forge.notes.outdated is 'The lines changed since; null: not said';
comment on column forge.notes.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.notes.raw is 'The object as the API gave it';
