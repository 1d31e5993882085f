-- Comments from the activity stream, where counts prove that none is missing and comparisons that it can be trusted.

alter table brigade.stages
    add column then_jobs jsonb not null default '[]' check (jsonb_typeof(then_jobs) = 'array'),
    add column plans text[] not null default '{}';

alter table brigade.runs
    add column comments text check (comments in ('proved', 'lists')),
    add column tasks text check (tasks in ('every', 'shown', 'sampled')),
    add constraint exports_read_no_comments check (target is null or num_nonnulls(comments, tasks) = 0);
-- What imports have done so far.
update brigade.runs set comments = 'lists', tasks = 'shown' where target is null;

alter table forge.notes add column seen_in text not null default 'list' check (seen_in in ('list', 'stream'));

create table forge.stream_notes (
    project_id bigint not null references forge.projects (id) on delete cascade,
    run_id bigint not null references brigade.runs (id) on delete cascade,
    source_id bigint not null,
    iid bigint not null,
    put jsonb not null,
    primary key (project_id, run_id, source_id)
);
create index stream_notes_run on forge.stream_notes (run_id, iid);

create table brigade.calibrations (
    run_id bigint not null references brigade.runs (id) on delete cascade,
    property text not null,
    server text not null,
    agreed bigint not null default 0 check (agreed >= 0),
    differed bigint not null default 0 check (differed >= 0),
    refused bigint not null default 0 check (refused >= 0),
    first_difference text,
    first_link text,
    decided text not null check (decided in ('yes', 'no', 'unknown')),
    decided_at timestamptz not null default clock_timestamp(),
    primary key (run_id, property)
);

alter table brigade.omissions drop constraint omissions_reason_check;
alter table brigade.omissions add constraint omissions_reason_check check (reason in (
    'off', 'forbidden', 'withdrawn', 'unreachable', 'unsupported', 'gone', 'private', 'unproved'));
