-- What is to be kept in step by itself.
create table brigade.schedules (
    requested_by name not null,
    source text not null,
    every interval not null check (every between interval '1 minute' and interval '31 days'),
    next_at timestamptz not null,
    run_id bigint references brigade.runs (id) on delete set null,
    error text,
    primary key (requested_by, source)
);
create index schedules_due on brigade.schedules (next_at);
create index schedules_run on brigade.schedules (run_id);

-- What syncs read again though nothing says that it changed: rounds through the list and through the talk.
alter table brigade.cursors drop constraint cursors_name_check;
alter table brigade.cursors
    add constraint cursors_name_check check (name in ('newest', 'stream', 'sweep', 'audit')),
    add column place bigint not null default 0,
    add column rounds integer not null default 0;
alter table forge.changes add column stage text;
