-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- What pipelines bring and are held to account for: the numbers of each are reconciled. A new one is a row in
-- sql/pipeline.sql, a branch in the view brigade.holdings, and the pages that its lists put
create table brigade.things (
    -- Thing: what brigade.pages, brigade.reconciliation and brigade.missing call it; the key of its note in
    -- brigade.omissions
    thing text not null,
    -- Stage that brings it
    stage text not null,
    -- Order in tables for people
    "position" smallint not null,
    -- Each has a job of its own in that stage, with the same key: a failure of it accounts for it
    has_jobs boolean not null,
    -- Each that a list names is a row here (brigade.holdings); false: some become no row, or several, and only the
    -- sizes of the lists are compared
    is_stored boolean not null default true,
    -- What it is, for people
    description text not null,
    -- Pipeline of the stage
    pipeline text not null,
    -- A note with this key in brigade.omissions accounts for what a list names and is not here
    is_excused boolean not null default false,
    -- Regular expression of the keys of those jobs of its stage whose failure is one of this thing
    -- (brigade.failed_things)
    job_keys text not null default '',
    primary key (pipeline, thing),
    unique (pipeline, "position") DEFERRABLE,
    foreign key (pipeline, stage) references brigade.stages(pipeline, name)
);
create index things_stage on brigade.things (pipeline, stage);

-- What the source's lists showed, page by page, in the transaction that took it up: how many they said there are, and
-- which ones they named
create table brigade.pages (
    -- Run
    run_id bigint not null,
    -- What it lists
    thing text not null,
    -- Which list: there may be several of a thing, such as one for each pull request
    list text collate "C" not null,
    -- Number of the page
    page integer not null,
    -- brigade.jobs.key of the job that read it: reading a list again begins with that of page 1
    job text collate "C" not null,
    -- Size of the whole list as this page gave it: on the first page that at the start, on the last that at the end;
    -- null: not said
    announced bigint,
    -- What the page named: keys as in brigade.holdings
    keys text[] not null default '{}',
    -- No page follows: only then the list was read whole
    is_last boolean not null,
    -- Web address of one of them, with {key} for its key; or of what they belong to
    link text,
    -- When
    read_at timestamptz not null default clock_timestamp(),
    primary key (run_id, thing, list, page),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (announced >= 0),
    check (page > 0)
);

-- What the source said it has and what was seen, of things that are counted and not named page by page; the others
-- are in brigade.pages
create table brigade.tallies (
    -- Run
    run_id bigint not null,
    -- Thing, as in brigade.things
    thing text not null,
    -- Sum of the sizes that the lists gave on their first pages; null: the lists give none
    announced bigint,
    -- Items seen on all pages
    listed bigint not null default 0,
    primary key (run_id, thing),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (announced >= 0),
    check (listed >= 0)
);

-- What is not there to be brought over: a note, never a failure, never retried
create table brigade.omissions (
    -- Run
    run_id bigint not null,
    -- Stage
    stage text not null,
    -- Kind of thing, such as wiki or members
    key text not null,
    -- off: switched off or absent (404); forbidden: the credential may not ask (401, 403); withdrawn: removed by
    -- Bitbucket (410); unreachable: no connection, and the import could go on without; unsupported: this version does
    -- not ask for it; gone: the source says that it has no such object; private: only one person may see it
    reason text not null,
    -- In a sentence
    message text not null,
    -- What was asked for
    url text,
    -- When
    at timestamptz not null default now(),
    primary key (run_id, stage, key),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (reason in ('off', 'forbidden', 'withdrawn', 'unreachable', 'unsupported', 'gone', 'private'))
);

-- What could not be brought over, and why. brigade.retry(run, stage, key) takes it up again
create table brigade.failures (
    -- Run
    run_id bigint not null,
    -- Stage
    stage text not null,
    -- brigade.jobs.key
    key text not null,
    -- Link to the item at the source
    url text,
    -- retry: tried again until the budget was spent; item: this object cannot be imported; import: the whole import
    -- had to stop; crash: its workers died
    class text not null,
    -- Why, in a sentence
    message text not null,
    -- Status of the last answer; null: there was none
    http_status integer,
    -- How often it was tried
    attempts integer not null,
    -- When it failed first
    first_at timestamptz not null,
    -- When it failed last
    last_at timestamptz not null,
    primary key (run_id, stage, key),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (class in ('retry', 'item', 'import', 'crash'))
);

-- What happened to runs, stages and jobs, in the transaction that did it. Only added to, and pruned when the run is
-- over (brigade.prune_events). Folded it gives the present state: brigade.violations sees to it. To read:
-- brigade.history
create table brigade.events (
    -- Run
    run_id bigint not null,
    -- Order of what happened to one thing: given while its row is locked
    id bigint not null generated always as identity,
    -- When
    at timestamptz not null default clock_timestamp(),
    -- To what: run, stage, jobs (all that one transaction did the same to)
    subject text not null,
    -- run and stage: the state that it has now; jobs: added, claimed, done, failed, again (failed, to be tried
    -- again), released (given back, does not count), retried (brigade.retry), removed
    event text not null,
    -- Stage, unless it is the run itself
    stage text,
    -- Jobs, by brigade.jobs.id
    jobs bigint[],
    -- Which attempt of each, in the same order; null: none yet
    attempts integer[],
    -- Worker that did it; null: a person or SQL, see by_role
    worker text,
    -- Why: error of a failure, sentence of a pause, verdict of an end
    message text,
    -- Role of the database session
    by_role name not null default brigade.caller(),
    primary key (run_id, id),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (subject in ('run', 'stage', 'jobs')),
    check ( case subject when 'run' then event in ('queued', 'running', 'paused', 'finished', 'failed', 'cancelled')
        when 'stage' then (event in ('waiting', 'open', 'done')) and stage is not null else (event in ('added',
        'claimed', 'done', 'failed', 'again', 'released', 'retried', 'removed')) and cardinality(jobs) > 0 and
        (attempts is null or cardinality(attempts) = cardinality(jobs)) end)
);
-- trigger events_are_final: brigade.events_are_final

