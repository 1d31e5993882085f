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

create table forge.issue_labels (
    project_id bigint not null,
    iid bigint not null,
    name text not null,
    primary key (project_id, iid, name),
    foreign key (project_id, iid) references forge.issues (project_id, iid) on delete cascade,
    foreign key (project_id, name) references forge.labels (project_id, name) on delete cascade
);
create index issue_labels_label on forge.issue_labels (project_id, name);

create table forge.milestones (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, name)
);

create table forge.versions (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, name)
);

create table forge.components (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null,
    sanitised boolean not null default false,
    raw jsonb not null,
    primary key (project_id, name)
);

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

-- Old exports name people by nothing but a user name.
alter table forge.users drop column key;
alter table forge.users
    add column key text not null generated always as (coalesce(uuid, account_id, 'name:' || nickname)) stored,
    add unique (owner, key);

-- Repositories that Bitbucket no longer has.
alter table brigade.imports add column offline text check (offline in ('off', 'forbidden', 'withdrawn', 'unreachable'));
alter table brigade.omissions drop constraint omissions_outcome_check;
alter table brigade.omissions add constraint omissions_outcome_check
    check (outcome in ('off', 'forbidden', 'withdrawn', 'unreachable', 'unsupported'));

drop function if exists brigade.claim(text, text[], integer, integer, bigint, bigint); -- its result grows
