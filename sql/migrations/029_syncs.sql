-- In step with the source: syncs, from where each reads on, what is still to be read, what they changed.

alter table brigade.runs add column mode text check (mode in ('full', 'sync'));
update brigade.runs set mode = 'full' where target is null;
alter table brigade.runs add constraint imports_have_a_mode check ((target is null) = (mode is not null));

create index runs_source on brigade.runs (requested_by, source) where target is null;

create table brigade.cursors (
    project_id bigint not null references forge.projects (id) on delete cascade,
    name text not null check (name in ('newest', 'stream')),
    at timestamptz,
    began_at timestamptz,
    run_id bigint references brigade.runs (id) on delete set null,
    primary key (project_id, name)
);
create index cursors_run on brigade.cursors (run_id);

create table forge.unread_talks (
    project_id bigint not null references forge.projects (id) on delete cascade,
    iid bigint not null,
    noted_at timestamptz not null default clock_timestamp(),
    is_listed boolean not null,
    was_empty boolean not null default false,
    primary key (project_id, iid)
);

alter table forge.notes add column vanished_at timestamptz;
alter table forge.tasks add column vanished_at timestamptz;
alter table forge.members add column vanished_at timestamptz;
alter table forge.merge_request_reviewers add column vanished_at timestamptz;
alter table forge.refs add column vanished_at timestamptz;

create table forge.changes (
    project_id bigint not null references forge.projects (id) on delete cascade,
    id bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    run_id bigint not null,
    thing text not null,
    key text collate "C" not null,
    what text not null check (what in ('added', 'changed', 'vanished', 'returned')),
    before jsonb,
    primary key (project_id, id),
    unique (project_id, run_id, thing, key)
);
create index changes_at on forge.changes (project_id, at);
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname = 'import';
