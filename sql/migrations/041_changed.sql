-- When a row was changed last, and when refs and members were seen last.
alter table forge.merge_requests add column changed_at timestamptz;
alter table forge.merge_request_reviewers add column changed_at timestamptz;
alter table forge.notes add column changed_at timestamptz;
alter table forge.tasks add column changed_at timestamptz;
alter table forge.members add column changed_at timestamptz;
alter table forge.refs add column changed_at timestamptz;

alter table brigade.cursors drop constraint cursors_name_check;
alter table brigade.cursors add constraint cursors_name_check
    check (name in ('newest', 'stream', 'sweep', 'audit', 'stream_audit', 'refs', 'members'));

-- What a round through the activity stream has shown so far.
create table forge.shown_notes (
    project_id bigint not null references forge.projects (id) on delete cascade,
    source_id bigint not null,
    primary key (project_id, source_id)
);

-- What somebody wants to have read again by a time.
create table brigade.audits (
    project_id bigint primary key references forge.projects (id) on delete cascade,
    until timestamptz not null,
    per_sync bigint not null check (per_sync > 0)
);
