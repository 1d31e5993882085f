-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- What pipelines bring and are held to account for: the numbers of each are reconciled. A new thing is a row in
-- sql/pipeline.sql, a branch in the view brigade.holdings, and the pages that its lists put.
create table brigade.things (
    -- Name of the thing in brigade.pages, brigade.reconciliation and brigade.missing. It is the key of its note in
    -- brigade.omissions, too
    thing text not null,
    -- Stage that brings it
    stage text not null,
    -- Order in tables for people
    "position" smallint not null,
    -- Each one has a job of its own in that stage, with the same key. A failure of that job accounts for it
    has_jobs boolean not null,
    -- Each one that a list names is a row of brigade.holdings. False: some become no row or several, and only the
    -- sizes of the lists are compared
    is_stored boolean not null default true,
    -- What it is, for people
    description text not null,
    -- Pipeline of the stage
    pipeline text not null,
    -- A note with this key in brigade.omissions accounts for what a list names and is not here
    is_excused boolean not null default false,
    -- Regular expression of keys of jobs of its stage. The failure of such a job is the failure of one of this thing
    -- (brigade.failed_things)
    job_keys text not null default '',
    -- Part that it belongs to: a run that leaves the part out does not bring it. Null: it always comes
    part text,
    -- When rows of it go, triggers say so in brigade.removals, so that brigade.proofs need not compare them again
    -- (forge.note_removal sets this)
    is_watched boolean not null default false,
    primary key (pipeline, thing),
    unique (pipeline, "position") DEFERRABLE,
    foreign key (part) references brigade.parts(name),
    foreign key (pipeline, stage) references brigade.stages(pipeline, name)
);
create index things_stage on brigade.things (pipeline, stage);

-- What a requester may choose of a repository: words of brigade.imports.parts. Project and people always come.
create table brigade.parts (
    -- The word
    name text not null,
    -- Order, for people
    "position" integer not null,
    -- The part that has to come with it. Null: none
    needs text,
    -- What it is, for people
    description text not null,
    primary key (name),
    unique ("position"),
    foreign key (needs) references brigade.parts(name)
);

-- What the lists of the source showed, page by page: how many things they said there are, and which ones they named.
-- Each row is written by the transaction that took the page up.
create table brigade.pages (
    -- Run
    run_id bigint not null,
    -- What it lists
    thing text not null,
    -- Which list, because a thing may have several, such as one for each pull request
    list text collate "C" not null,
    -- Number of the page
    page integer not null,
    -- brigade.jobs.key of the job that read the page. Reading a list again begins with the job of page 1
    job text collate "C" not null,
    -- Size of the whole list as this page gave it. The first page says what it was at the start, the last what it was
    -- at the end. Null: the page did not say
    announced bigint,
    -- What the page named: keys as in brigade.holdings
    keys text[] not null default '{}',
    -- No page follows. A list was read whole when such a page was read
    is_last boolean not null,
    -- Web address of one of them, with {key} for its key, or of what they belong to
    link text,
    -- When it was read
    read_at timestamptz not null default clock_timestamp(),
    -- What time it was at the source then, as the answer said. Null: it did not
    source_at timestamptz,
    -- How many different things that is, drafts left out
    named integer not null generated always as (brigade.keys_in(keys, false)) stored,
    -- How many different drafts it named besides (draft:<id>)
    drafts integer not null generated always as (brigade.keys_in(keys, true)) stored,
    primary key (run_id, thing, list, page),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (announced >= 0),
    check (page > 0)
);
-- trigger void_proof_delete: brigade.void_proof
-- trigger void_proof_insert: brigade.void_proof
-- trigger void_proof_update: brigade.void_proof

-- What the lists of a run came to, counted once when it ended, so that brigade.missing and brigade.reconciliation
-- need not read all pages of all runs. A row is deleted when pages of the lists change. What has no row is counted
-- when somebody asks.
create table brigade.proofs (
    -- Run
    run_id bigint not null,
    -- What the lists name, as in brigade.things
    thing text not null,
    -- Sum of the sizes that the lists gave on their first pages. Null: they gave none
    announced_first bigint,
    -- The same on their last pages
    announced bigint,
    -- Different things that they named, drafts left out
    seen bigint not null,
    -- Lists that showed fewer than they announced, or whose last page was not read
    short bigint not null,
    -- Everything that they named was here, at as many removals as removals says. False: something was not, or nobody
    -- watches this thing (brigade.things.is_watched): it is compared when somebody asks
    is_here boolean not null,
    -- brigade.removals.number then, 0 where there was no row
    removals bigint not null,
    primary key (run_id, thing),
    foreign key (run_id) references brigade.runs(id) on delete cascade
);

-- How often rows of a project went, thing by thing. A delete counts as one, however many rows it was. Triggers write
-- this: see forge.note_removal.
create table brigade.removals (
    -- Project
    project_id bigint not null,
    -- Thing, as in brigade.things
    thing text not null,
    -- How often. The number alone says nothing; that it changed does
    number bigint not null,
    primary key (project_id, thing),
    foreign key (project_id) references forge.projects(id) on delete cascade
);

-- What the source said it has and what was seen, of things that are counted and not named page by page. The others
-- are in brigade.pages.
create table brigade.tallies (
    -- Run
    run_id bigint not null,
    -- Thing, as in brigade.things
    thing text not null,
    -- Sum of the sizes that the lists gave on their first pages. Null: the lists give none
    announced bigint,
    -- Items seen on all pages
    listed bigint not null default 0,
    primary key (run_id, thing),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (announced >= 0),
    check (listed >= 0)
);

-- What is not there to be brought over. An omission is a note: it is no failure. brigade.retry takes up what was
-- gone, and nothing else of it.
create table brigade.omissions (
    -- Run
    run_id bigint not null,
    -- Stage
    stage text not null,
    -- Thing or kind of job, such as wiki or members, or one of them. Of what is gone it is the key of its job
    key text not null,
    -- off: switched off or absent (404). forbidden: the credential may not ask (401, 403). withdrawn: removed by
    -- Bitbucket (410). unreachable: no connection, and the import could go on without. unsupported: this version does
    -- not ask for it. gone: the source says that it has no such object. private: only one person may see it.
    -- unmapped: people who are not mapped yet came, where others are. cancelled: a person cancelled the import of
    -- this repository. left out: the requester did not want it (brigade.imports.parts). unproved: it is here, and the
    -- message says how far that is proved. The verdict does not depend on it
    reason text not null,
    -- Why, in a sentence
    message text not null,
    -- What was asked for
    url text,
    -- When it was noted
    at timestamptz not null default now(),
    primary key (run_id, stage, key),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (reason in ('off', 'forbidden', 'withdrawn', 'unreachable', 'unsupported', 'gone', 'private', 'unproved',
        'unmapped', 'cancelled', 'left out'))
);

-- What could not be brought over, and why. brigade.retry(run, stage, key) takes it up again.
create table brigade.failures (
    -- Run
    run_id bigint not null,
    -- Stage
    stage text not null,
    -- brigade.jobs.key
    key text not null,
    -- Link to the item at the source
    url text,
    -- retry: the job was tried again until its retry budget was spent. item: this object cannot be imported. import:
    -- the whole run had to stop. crash: the workers of the job died. changed: a freeze check found it otherwise than
    -- here
    class text not null,
    -- Why, in a sentence
    message text not null,
    -- Status of the last answer. Null: there was none
    http_status integer,
    -- How often it was tried
    attempts integer not null,
    -- When it failed first
    first_at timestamptz not null,
    -- When it failed last
    last_at timestamptz not null,
    primary key (run_id, stage, key),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (class in ('retry', 'item', 'import', 'crash', 'changed'))
);

-- What happened to runs, stages and jobs, written by the transaction that did it. Rows are only added.
-- brigade.prune_events deletes them when the run is long over. What happened, taken together, gives the present
-- state, and brigade.violations compares both. To read: brigade.history.
create table brigade.events (
    -- Run
    run_id bigint not null,
    -- Order of what happened to one thing. The number is given while the row of that thing is locked
    id bigint not null generated always as identity,
    -- When it happened
    at timestamptz not null default clock_timestamp(),
    -- What it happened to: run, stage, or jobs, which are all to which one transaction did the same
    subject text not null,
    -- Of a run or stage: the state that it has now. Of jobs: added, claimed, done, failed, again (failed and to be
    -- tried again), released (given back, and the attempt does not count), retried (by brigade.retry), removed
    event text not null,
    -- Stage. Null: it happened to the run itself
    stage text,
    -- Jobs, by brigade.jobs.id
    jobs bigint[],
    -- Which attempt of each job, in the same order. Null: none yet
    attempts integer[],
    -- Worker that did it. Null: a person or SQL did, and by_role says which role
    worker text,
    -- Why: the error of a failure, the sentence of a pause, the verdict of an end
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

-- What the activity stream of a server can be trusted with: what comparisons of it with lists have found, and what
-- was decided. Imports from one server by one requester share this for seven days.
create table brigade.calibrations (
    -- Import that compared
    run_id bigint not null,
    -- identity, text, resolution, anchor, revisions and deleted are of comments, which the stream and lists showed.
    -- pull_requests counts those that were read both ways. counts_deleted says whether comment_count counts deleted
    -- comments, too. q_tasks and q_deleted: whether the server can be asked which pull requests have tasks or deleted
    -- comments (brigade.probes). resolutions: whether a comment that is asked for singly says when its thread was
    -- resolved, where lists do not. stream is the decision: whether the import takes comments from the stream
    property text not null,
    -- Address of the API
    server text not null,
    -- How many examples were the same, of those in which a difference could have shown
    agreed bigint not null default 0,
    -- How many differences there were, without those of comments that changed while the import was reading
    differed bigint not null default 0,
    -- How many pull requests did not show as many comments as they have. Their lists are read whatever is decided
    refused bigint not null default 0,
    -- The first difference, in words. Null: there is none
    first_difference text,
    -- Where to look at it
    first_link text,
    -- yes: enough examples and no difference. no: a difference. unknown: too few examples
    decided text not null,
    -- When it was decided
    decided_at timestamptz not null default clock_timestamp(),
    primary key (run_id, property),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (agreed >= 0),
    check (decided in ('yes', 'no', 'unknown')),
    check (differed >= 0),
    check (refused >= 0)
);

-- What a server says that it no longer has for anybody, such as issues. It is not asked for it again for a day, and
-- no import has a note of it. To look sooner, delete the row.
create table brigade.withdrawals (
    -- Address of the API
    server text not null,
    -- As in brigade.things
    thing text not null,
    -- What the server said
    message text not null,
    -- When it said so last
    seen_at timestamptz not null default clock_timestamp(),
    primary key (server, thing)
);

-- Pull requests whose comments an import reads both ways to find out what the activity stream is worth: a sample
-- before that is decided, then spot checks, which are read with the rest and weighed at the end of the stage
create table brigade.comparisons (
    -- Import that compares
    run_id bigint not null,
    -- Number of the pull request
    iid bigint not null,
    primary key (run_id, iid),
    foreign key (run_id) references brigade.runs(id) on delete cascade
);

-- What a server answered when it was asked for the pull requests that have open or resolved tasks, or deleted
-- comments. No document says that it can be asked so: the answer is believed only where it is right as far as is
-- known.
create table brigade.probes (
    -- Import that asked
    run_id bigint not null,
    -- open and resolved: tasks. deleted: comments
    name text not null,
    -- Pull requests that the answer named
    iids bigint[] not null default '{}'::bigint[],
    -- The answer was read to its end
    is_whole boolean not null default false,
    -- Why it is not believed whatever it said. Null: see brigade.calibrations
    refusal text,
    -- Pull requests that were known when it was weighed. Of others it says nothing
    known bigint[],
    primary key (run_id, name),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (name in ('open', 'resolved', 'deleted'))
);

