-- The freeze check: whether the source is still what is here. When each merge request was read last.
alter table brigade.runs drop constraint runs_mode_check;
alter table brigade.runs
    add constraint runs_mode_check check (mode in ('full', 'sync', 'freeze')),
    add column level text check (level in ('still', 'counts', 'whole')),
    add column since timestamptz,
    add column compared jsonb,
    add column fingerprint text,
    add constraint freezes_have_a_level
        check ((coalesce(mode, '') = 'freeze') = (level is not null) and (level is null) = (since is null));

alter table brigade.failures drop constraint failures_class_check;
alter table brigade.failures
    add constraint failures_class_check check (class in ('retry', 'item', 'import', 'crash', 'changed'));

alter table brigade.pages add column source_at timestamptz;
alter table brigade.cursors add column run_began_at timestamptz;
alter table forge.merge_requests add column vanished_at timestamptz;

create table forge.reading_times (
    project_id bigint not null references forge.projects (id) on delete cascade,
    iid bigint not null,
    seen_at timestamptz,
    comments_read_at timestamptz,
    comments_read_from text check (comments_read_from in ('list', 'stream')),
    tasks_read_at timestamptz,
    primary key (project_id, iid)
);

insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname = 'import'
on conflict (function) do nothing;

-- People whom a sync met first.
alter table brigade.omissions drop constraint omissions_reason_check;
alter table brigade.omissions
    add constraint omissions_reason_check check (reason in ('off', 'forbidden', 'withdrawn', 'unreachable',
        'unsupported', 'gone', 'private', 'unproved', 'unmapped'));
