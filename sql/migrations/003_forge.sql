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

create table forge.refs (
    project_id bigint not null,
    kind text not null,
    name text not null,
    oid text not null check (oid ~ '^[0-9a-f]{40}$'),
    peeled_oid text check (peeled_oid ~ '^[0-9a-f]{40}$'),
    primary key (project_id, kind, name),
    foreign key (project_id, kind) references forge.repositories (project_id, kind) on delete cascade
);

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

create table forge.members (
    project_id bigint not null references forge.projects (id) on delete cascade,
    user_id bigint not null references forge.users (id),
    permission text,
    primary key (project_id, user_id)
);
create index members_user on forge.members (user_id);

create table forge.labels (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null,
    color text not null check (color ~ '^#[0-9A-F]{6}$'),
    kind text,
    primary key (project_id, name)
);

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
