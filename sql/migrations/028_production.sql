-- What holds when a database goes back: a token for each claim, which no other claim ever had.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname in ('claim', 'finish', 'extend',
    'committed_or_held', 'source_of', 'export_of', 'hello')
on conflict (function) do nothing;

-- Jobs in the hands of older workers have none: those workers cannot finish them, and their leases end.
alter table brigade.jobs add column token uuid;

-- Whose folders of storage are. Projects from before this migration take folders of their number that nobody has
-- marked, because they made them when nobody marked any.
create table forge.storage_keys (
    project_id bigint primary key references forge.projects (id) on delete cascade,
    key uuid not null default gen_random_uuid(),
    adopts boolean not null default false
);
insert into forge.storage_keys (project_id, adopts) select p.id, true from forge.projects p;

-- Which links were followed. md5() is refused where the server keeps to FIPS.
drop index brigade.jobs_url;
create index jobs_url on brigade.jobs (run_id, stage, hashtextextended(url, 0)) where url is not null;

-- What tells events apart may be null, so that no primary key can have it. Where all tables are published, PostgreSQL
-- refuses to change rows of a table that has neither a key nor this.
alter table forge.merge_request_events replica identity full;

-- What tells whether the process of a worker is there, and which backend works for it.
alter table brigade.worker_sessions
    add column place text,
    add column process_began bigint,
    add column backend integer,
    add column is_lost boolean not null default false;

-- Whether what failed was looked at once more before the end.
alter table brigade.runs add column looked_again boolean not null default false;

-- What lies further ahead than six hours was written by a clock that was ahead: no lease may reach so far.
update brigade.stages set lease = interval '5 hours' where lease > interval '5 hours';
alter table brigade.stages add constraint leases_are_bounded check (lease <= interval '5 hours');

-- When a job that nobody has may be had: jobs that must wait are in an index of their own, in the order of time.
alter table brigade.jobs add column waits_until timestamptz;
update brigade.jobs set waits_until = run_after where state = 'ready' and worker is null and run_after > now();
drop index brigade.jobs_ready;
create index jobs_ready on brigade.jobs (run_id, stage, id) where state = 'ready' and waits_until is null;
create index jobs_waiting on brigade.jobs (run_id, stage, waits_until)
    where state = 'ready' and waits_until is not null;

-- The order in which many runs take turns.
create table brigade.turns (
    kept boolean primary key default true check (kept),
    runs bigint[] not null default '{}',
    kinds text[] not null default '{}',
    made_at timestamptz not null default '-infinity',
    good_for interval not null default '0'
);
insert into brigade.turns default values;
create sequence brigade.turn_numbers cycle;

-- One import of a source at a time.
create index runs_live_source on brigade.runs (lower(source)) where state in ('queued', 'running');

-- Rows that change all the time are looked after before they are many, and have room for their next version beside
-- them.
alter table brigade.jobs set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05);
alter table brigade.runs set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05);
alter table brigade.run_stages set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.05);
alter table brigade.meters set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table brigade.worker_sessions set (fillfactor = 50, autovacuum_vacuum_threshold = 200);
alter table brigade.budgets set (fillfactor = 50, autovacuum_vacuum_threshold = 200);
alter table brigade.turns set (fillfactor = 50, autovacuum_vacuum_threshold = 200);
