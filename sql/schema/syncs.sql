-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- How far each project was read, in the source's own time. A sync begins a little before. Nobody need know what time
-- it is on a worker's host.
create table brigade.cursors (
    -- Project
    project_id bigint not null,
    -- newest: the list of pull requests, from the newest change on. stream: the activity of all of them. sweep:
    -- rounds through that list, audit: rounds through the comments and tasks, or the tasks alone, and stream_audit:
    -- rounds through the activity of all times, by what syncs have left of their budget. refs, members: when those
    -- were seen last
    name text not null,
    -- What the source changed before is here. Of a round: when the last whole one began. Null: no walk has come to
    -- its end yet
    at timestamptz,
    -- When a walk or round began that has not ended yet. Null: none is under way
    began_at timestamptz,
    -- Run of the last walk
    run_id bigint,
    -- Of sweep and audit: the page of the list, or the merge request, that was read again last; of stream_audit:
    -- pages of this round
    place bigint not null default 0,
    -- Of rounds: how often everything was read again
    rounds integer not null default 0,
    -- When the first walk of that run began
    run_began_at timestamptz,
    -- Of stream_audit: where the round goes on. Null: at the newest activity
    url text,
    primary key (project_id, name),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (run_id) references brigade.runs(id) on delete set null,
    check (name in ('newest', 'stream', 'sweep', 'audit', 'stream_audit', 'refs', 'members'))
);
create index cursors_run on brigade.cursors (run_id);

-- When merge requests were read last, in the source's time. Comments and tasks come by whole lists, so it is one time
-- for all of a merge request that have not vanished.
create table forge.reading_times (
    -- Project
    project_id bigint not null,
    -- Merge request
    iid bigint not null,
    -- When a list, or its own address, showed it. Null: none yet
    seen_at timestamptz,
    -- When its comments were read whole. Null: not yet
    comments_read_at timestamptz,
    -- list: its own list; stream: the activity stream, which was found to be right
    comments_read_from text,
    -- When its tasks were read whole. Null: not yet
    tasks_read_at timestamptz,
    primary key (project_id, iid),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (comments_read_from in ('list', 'stream'))
);

-- Merge requests whose comments and tasks are to be read again, because they changed since. A reading takes them away
-- when both lists were whole; after one that failed the next sync tries again.
create table forge.unread_talks (
    -- Project
    project_id bigint not null,
    -- Merge request
    iid bigint not null,
    -- When it was last seen to have changed
    noted_at timestamptz not null default clock_timestamp(),
    -- The merge request itself was read from a list. False: the activity stream alone names it, so it is read, too
    is_listed boolean not null,
    -- A list of it was empty where rows are here: it is read a second time before anything counts as vanished
    was_empty boolean not null default false,
    primary key (project_id, iid),
    foreign key (project_id) references forge.projects(id) on delete cascade
);

-- What syncs found at the source: one row for each thing that a sync added or changed. It answers what happened since
-- the rehearsal of a migration.
create table forge.changes (
    -- Project
    project_id bigint not null,
    -- Number, in the order of writing
    id bigint not null generated always as identity,
    -- When it was written here
    at timestamptz not null default clock_timestamp(),
    -- Sync
    run_id bigint not null,
    -- merge_requests, merge_request_reviewers, merge_request_notes, tasks, members, refs or users
    thing text not null,
    -- Which one, as in brigade.holdings; of a reviewer the number of the merge request, a slash and the person
    key text collate "C" not null,
    -- added, changed, vanished or returned. Of users vanished: the person had two rows, and has one now
    what text not null,
    -- Columns that changed, as they were before; of a person who had two rows the whole former one, and united_with,
    -- the key of the other. Null: there was none
    before jsonb,
    -- Stage of the sync that found it. audit: nothing had said that it changed
    stage text,
    primary key (project_id, id),
    unique (project_id, run_id, thing, key),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (what in ('added', 'changed', 'vanished', 'returned'))
);
create index changes_at on forge.changes (project_id, at);

-- What is kept in step by itself: brigade.keep_in_step writes it, and a worker that starts asks for the syncs that
-- are due. With workers from cron that is once a minute.
create table brigade.schedules (
    -- Role that wants it. It owns the syncs
    requested_by name not null,
    -- As in brigade.imports
    source text not null,
    -- How often
    every interval not null,
    -- When the next sync is due. It waits for one that is still under way
    next_at timestamptz not null,
    -- The last sync. Null: none yet
    run_id bigint,
    -- Why the last one could not be asked for. Null: it was
    error text,
    -- What the syncs bring, as in brigade.imports. Null: everything
    parts text[],
    primary key (requested_by, source),
    foreign key (run_id) references brigade.runs(id) on delete set null,
    check (every >= '00:01:00' and every <= '31 days')
);
create index schedules_due on brigade.schedules (next_at);
create index schedules_run on brigade.schedules (run_id);

-- What syncs may spend on reading again: projects of which everything is to be read again by a time (brigade.audit),
-- or that have another share than 2 in 100 (brigade.audit_share).
create table brigade.audits (
    -- Project
    project_id bigint not null,
    -- By then. Later it has no effect. Null: nothing was asked for
    until timestamptz,
    -- Requests that a sync may spend until then, at least
    per_sync bigint,
    -- Requests of a sync, in per cent of those of the last full import. Null: 2
    share numeric,
    primary key (project_id),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (num_nulls(until, per_sync) in (0, 2)),
    check (per_sync > 0),
    check (num_nonnulls(until, share) > 0),
    check (share >= 0::numeric and share <= 100::numeric)
);

-- Comments that the present round through the activity stream (brigade.cursors, stream_audit) has shown. What it has
-- not shown at its end is read from lists.
create table forge.shown_notes (
    -- Project
    project_id bigint not null,
    -- As in forge.notes
    source_id bigint not null,
    primary key (project_id, source_id),
    foreign key (project_id) references forge.projects(id) on delete cascade
);

