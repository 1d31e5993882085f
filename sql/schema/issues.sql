-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- Issues. Numbers leave gaps where issues were deleted.
create table forge.issues (
    -- Project
    project_id bigint not null,
    -- Number at Bitbucket
    iid bigint not null,
    -- Title
    title text not null,
    -- As written, markup unchanged
    description text,
    -- closed: resolved, invalid, duplicate, wontfix or closed. opened: anything else
    state text not null,
    -- Bitbucket's word: submitted, new, open, resolved, on hold, invalid, duplicate, wontfix, closed
    source_state text not null,
    -- bug, enhancement, proposal, task
    kind text,
    -- trivial, minor, major, critical, blocker
    priority text,
    -- Name of its component. Null: none
    component text,
    -- Name of its version. Null: none
    version text,
    -- Name of its milestone. Null: none
    milestone text,
    -- Reporter. Null: anonymous, or Bitbucket no longer says
    author_id bigint,
    -- Assignee. Null: nobody
    assignee_id bigint,
    -- How many voted for it
    votes bigint,
    -- How many watch it
    watchers bigint,
    -- When it was made at Bitbucket
    created_at timestamptz,
    -- When it was last changed at Bitbucket
    updated_at timestamptz,
    -- When title or description were last edited. Null: never
    edited_at timestamptz,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API or the archive gave it
    raw jsonb not null,
    primary key (project_id, iid),
    foreign key (assignee_id) references forge.users(id),
    foreign key (author_id) references forge.users(id),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (iid > 0),
    check (state in ('opened', 'closed'))
);
create index issues_assignee on forge.issues (assignee_id);
create index issues_author on forge.issues (author_id);
create index issues_words on forge.issues using gin (to_tsvector('simple'::regconfig, translate("left"(((title || ' ')
    || coalesce(description, '')), 65536), '<>&', ' '))) WITH (gin_pending_list_limit='512');
-- trigger note_new_keys: forge.note_removal
-- trigger note_removal: forge.note_removal

-- Change log of issues: a row for each field of a change.
create table forge.issue_events (
    -- Project
    project_id bigint not null,
    -- Issue
    iid bigint not null,
    -- Bitbucket's id of the change. The comment that was made with it has the same id, and is a note only when it has
    -- a text
    source_id bigint not null,
    -- What changed: state, assignee, title, kind, milestone, component, priority, version, content, attachment
    field text not null,
    -- When it changed
    at timestamptz,
    -- User who changed it. Null: Bitbucket does not say
    user_id bigint,
    -- Value before, as the source names it. Null: none
    old_value text,
    -- Value after, as the source names it. Null: none
    new_value text,
    -- Numbers changes of one field that were made at once. It is 1 where there is no other
    n integer not null default 1,
    -- Issue that it belongs to. Null: that is not here (forge.orphans)
    owner_iid bigint,
    primary key (project_id, iid, source_id, field, n),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (project_id, owner_iid) references forge.issues(project_id, iid) on delete set null (owner_iid),
    foreign key (user_id) references forge.users(id),
    check (owner_iid = iid),
    check (n > 0)
);
create index issue_events_owner on forge.issue_events (project_id, owner_iid);
create index issue_events_user on forge.issue_events (user_id);
-- trigger note_new_keys: forge.note_removal
-- trigger note_removal: forge.note_removal

-- Labels of issues. Each issue has that of its kind.
create table forge.issue_labels (
    -- Project
    project_id bigint not null,
    -- Issue
    iid bigint not null,
    -- Label
    name text not null,
    primary key (project_id, iid, name),
    foreign key (project_id, iid) references forge.issues(project_id, iid) on delete cascade,
    foreign key (project_id, name) references forge.labels(project_id, name) on delete cascade
);
create index issue_labels_label on forge.issue_labels (project_id, name);

-- Labels: one for each kind of issue that Bitbucket knew.
create table forge.labels (
    -- Project
    project_id bigint not null,
    -- Name
    name text not null,
    -- As #RRGGBB
    color text not null,
    -- Kind of issue that it stands for
    kind text,
    primary key (project_id, name),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (color ~ '^#[0-9A-F]{6}$')
);

-- Milestones of the issue tracker, including those that no issue uses.
create table forge.milestones (
    -- Project
    project_id bigint not null,
    -- Name
    name text not null,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API or the archive gave it
    raw jsonb not null,
    -- Which of those of its name, from 1 on
    n integer not null default 1,
    primary key (project_id, name, n),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (n > 0)
);

-- Versions of the issue tracker, including those that no issue uses.
create table forge.versions (
    -- Project
    project_id bigint not null,
    -- Name
    name text not null,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API or the archive gave it
    raw jsonb not null,
    -- Which of those of its name, from 1 on
    n integer not null default 1,
    primary key (project_id, name, n),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (n > 0)
);

-- Components of the issue tracker, including those that no issue uses.
create table forge.components (
    -- Project
    project_id bigint not null,
    -- Name
    name text not null,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API or the archive gave it
    raw jsonb not null,
    -- Which of those of its name, from 1 on
    n integer not null default 1,
    primary key (project_id, name, n),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (n > 0)
);

-- Files of issues. A row is there only when the file is complete on disk.
create table forge.attachments (
    -- Project
    project_id bigint not null,
    -- Issue
    issue_iid bigint not null,
    -- Name of the file, as people gave it. It is never a path
    name text not null,
    -- Path below the workers' storage directory. It is made of the hash alone, so equal files are one
    path text not null,
    -- SHA-256 of what it holds
    sha256 text not null,
    -- Size
    size_bytes bigint not null,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API or the archive gave it
    raw jsonb not null,
    -- Numbers files of one name in one issue. It is 1 where there is no other
    n integer not null default 1,
    -- Issue that it belongs to. Null: that is not here (forge.orphans)
    owner_iid bigint,
    primary key (project_id, issue_iid, name, n),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (project_id, owner_iid) references forge.issues(project_id, iid) on delete set null (owner_iid),
    check (owner_iid = issue_iid),
    check (n > 0),
    check (sha256 ~ '^[0-9a-f]{64}$'),
    check (size_bytes >= 0)
);
create index attachments_owner on forge.attachments (project_id, owner_iid);

