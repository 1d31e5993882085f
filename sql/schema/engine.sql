-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- The unit of the engine: something that is brought in or handed out, stage by stage. Jobs, events, failures and the
-- rest belong to a run. People insert into brigade.imports and brigade.exports, which are views of this table.
create table brigade.runs (
    -- Number of the run: that of its import or export
    id bigint not null generated always as identity,
    -- Of an import: workspace/slug. A trigger makes it of what was inserted, such as an address of bitbucket.org. A
    -- workspace alone stands for every repository in it that the credential can read, and each becomes a child
    -- import.
    source text,
    -- First part of source; of an export, that of all projects of a workspace alone. A trigger fills it
    workspace text,
    -- Second part of source, empty for a whole workspace; of an export, that of a child alone. A trigger fills it
    slug text,
    -- Name in brigade.credentials. Null: requests are anonymous, 60 an hour
    credential text,
    -- Path of an issue-export zip that the workers can read. Null: the API is asked
    issues_export text,
    -- Absolute path or https address of a git repository with the wiki. Null: Bitbucket is asked
    wiki_source text,
    -- Higher goes first
    priority integer not null default 0,
    -- queued running paused finished failed cancelled
    state text not null default 'queued',
    -- The open stage, or the last one when the run has ended
    stage text,
    -- complete; complete with notes, when brigade.omissions says what is not there; incomplete, when brigade.missing
    -- has something. Null until the run ends
    verdict text,
    -- Role that asked for the run. It owns what an import brings over
    requested_by name not null default current_user,
    -- Why it is paused or failed, and what to do
    error text,
    -- When the row was inserted
    created_at timestamptz not null default now(),
    -- When the first job was claimed
    started_at timestamptz,
    -- When it ended: finished, failed or cancelled
    finished_at timestamptz,
    -- forge.projects.id. An export has it from the start, an import when it has seen the repository
    project_id bigint,
    -- Import of a whole workspace that this one is part of. The job there that is called like this run's repository
    -- ends when this run ends
    parent_id bigint,
    -- Why Bitbucket could not be asked, when the import goes on with issues_export and wiki_source alone. Null: it is
    -- asked
    offline text,
    -- More names in brigade.credentials. Requests are divided among them and credential, each with a budget of its
    -- own. Null: credential alone
    credentials text[],
    -- Of a workspace: patterns of the repositories to import, such as api-*. * stands for any text, ? for one
    -- character. Null: all
    include text[],
    -- Of a workspace: patterns of the repositories to leave out. Null: none
    exclude text[],
    -- Pipeline that it goes through: the stages of brigade.stages with this name
    pipeline text not null,
    -- Of an export: the pipeline that writes it. Null: this is an import
    target text,
    -- Of an export: what the target needs to know
    options jsonb,
    -- Of an import: how the comments of pull requests are read, proved or lists. brigade.imports says what that means
    comments text,
    -- Of an import: which pull requests are asked for tasks, every, shown or sampled. brigade.imports says what that
    -- means
    tasks text,
    -- Of an export: how often it began: once, and once more for each import that changed the store meanwhile, each
    -- retry and a second look; null: it has not begun
    generation integer,
    -- Of an export: when it began to read the store; an import that runs later makes it begin again
    planned_at timestamptz,
    -- Of an export: end of the newest import of the project: what is handed out is as that import left it
    as_of timestamptz,
    -- Of an export: what was published, below the setting exports of the workers; null: nothing yet
    directory text,
    -- Whether what failed was tried once more before the stage that sums up, which happens once
    looked_again boolean not null default false,
    -- Of an import: full, everything is read; sync, what changed since the last one; freeze, whether anything did.
    -- Null: an export
    mode text,
    -- Of a freeze check: still, counts or whole. brigade.imports says what that means
    level text,
    -- Of a freeze check: when the source was frozen, in its own time
    since timestamptz,
    -- Of a freeze check that has ended: how many of each thing were compared with what is here
    compared jsonb,
    -- Of a freeze check that has ended: forge.fingerprint of the project
    fingerprint text,
    -- Of an import: which comments are asked for singly because their lists do not say when a thread was resolved,
    -- sample or every. brigade.imports says what that means
    resolutions text,
    -- Of an import: what it brings. See brigade.imports
    parts text[],
    primary key (id),
    unique (id, pipeline),
    foreign key (credential) references brigade.credentials(name),
    foreign key (parent_id) references brigade.runs(id),
    foreign key (pipeline, stage) references brigade.stages(pipeline, name),
    foreign key (project_id) references forge.projects(id),
    check ((state in ('finished', 'failed', 'cancelled')) = (finished_at is not null)),
    check (target is null or source is not null and num_nonnulls(project_id, workspace) = 1 and (slug is null or
        parent_id is not null) and num_nonnulls(issues_export, wiki_source, offline, include, exclude) = 0),
    check (target is null or num_nonnulls(comments, tasks) = 0),
    check (target is null or resolutions is null),
    check (slug <> '' or coalesce(issues_export, wiki_source) is null),
    check ((state = 'finished') = (verdict is not null)),
    check ((coalesce(mode, '') = 'freeze') = (level is not null) and (level is null) = (since is null)),
    check ((target is null) = (mode is not null)),
    check (target is not null or num_nulls(source, workspace, slug) = 0),
    check (target is not null or num_nonnulls(generation, planned_at, as_of, directory) = 0),
    check (options is null or target is not null),
    check (slug = '' or coalesce(include, exclude) is null),
    check (comments in ('proved', 'lists')),
    check (cardinality(credentials) <= 100),
    check (cardinality(exclude) <= 1000),
    check (generation > 0),
    check (cardinality(include) <= 1000),
    check (level in ('still', 'counts', 'whole')),
    check (mode in ('full', 'sync', 'freeze')),
    check (offline in ('off', 'forbidden', 'withdrawn', 'unreachable')),
    check (jsonb_typeof(options) = 'object'),
    check (resolutions in ('sample', 'every')),
    check (state in ('queued', 'running', 'paused', 'finished', 'failed', 'cancelled')),
    check (target ~ '^[a-z][a-z_]*$'),
    check (tasks in ('every', 'shown', 'sampled')),
    check (verdict in ('complete', 'complete with notes', 'incomplete'))
);
create index live_by_requester on brigade.runs (requested_by) where ((parent_id is null) and (state in ('queued',
    'running', 'paused')));
create index runs_active on brigade.runs (priority desc, id) where (state in ('queued', 'running'));
create unique index runs_child on brigade.runs (parent_id, slug) where (parent_id is not null);
create index runs_credential on brigade.runs (credential) where (credential is not null);
create index runs_live_source on brigade.runs (lower(source)) where (state in ('queued', 'running'));
create index runs_parent on brigade.runs (parent_id);
create index runs_project on brigade.runs (project_id);
create index runs_source on brigade.runs (requested_by, source) where (target is null);
-- trigger runs_after_end: brigade.runs_after_end
-- trigger runs_after_insert: brigade.runs_after_insert
-- trigger runs_after_update: brigade.runs_after_update
-- trigger runs_before_insert: brigade.runs_before_insert
-- trigger runs_note_credentials: brigade.runs_note_credentials
-- trigger runs_note_state: brigade.runs_note_state
-- trigger tell_state: brigade.tell_state

-- What runs go through. brigade.stages holds the stages of each. To see where exports can go: select name,
-- description from brigade.pipelines where hands_out.
create table brigade.pipelines (
    -- Name of the pipeline; of an export, this is its target
    name text not null,
    -- True: exports go through it. False: imports do
    hands_out boolean not null default false,
    -- What it brings or writes, for people
    description text not null default '',
    -- What is noted in brigade.omissions when a run ends without children, in a sentence. Null: nothing, because its
    -- runs have none
    childless text,
    primary key (name),
    check (name ~ '^[a-z][a-z_]*$')
);

-- The stages of the pipelines. A run goes through those of its pipeline in the order of position. sql/pipeline.sql
-- says what they are.
create table brigade.stages (
    -- Name of the stage, one within its pipeline
    name text not null,
    -- Order. A stage opens when nothing of those before it is left to do
    "position" smallint not null,
    -- What it brings, for people
    description text not null,
    -- Jobs that are enqueued when the stage opens: [{kind, key, requests, payload, instead, part}]. instead names a
    -- column of brigade.runs. When that is set, the job needs no requests. part: a run that leaves that part out has
    -- no such job. Of an import that cannot ask Bitbucket, jobs with requests are noted in brigade.omissions instead
    first_jobs jsonb not null default '[]',
    -- Keys of jobs without which the run cannot go on. When one of them fails, the run fails
    vital text[] not null default '{}',
    -- What this version does not bring, in a sentence. It is noted in brigade.omissions when the stage ends. Null:
    -- nothing is left out
    left_out text,
    -- How many jobs a worker claims at once, at most
    batch integer not null,
    -- A claimed job becomes due again after this time, unless its worker extends or finishes it
    lease interval not null,
    -- Retry budget of a job. After so many attempts it fails
    max_attempts integer not null,
    -- Wait after the first failed attempt. It doubles each time up to 15 minutes, with jitter
    backoff interval not null,
    -- Pipeline that it is a stage of: brigade.pipelines says which there are
    pipeline text not null,
    -- Stage whose result this one reads. When jobs of that stage are taken up again, this one starts again from its
    -- first jobs. Null: it reads none
    reads text,
    -- The stage looks at all that the others brought. Therefore it starts again when jobs of any other stage are
    -- taken up again
    sums_up boolean not null default false,
    -- Jobs of kind child in this stage stand for runs. Each ends when its run ends
    follows_children boolean not null default false,
    -- Jobs that are enqueued one after the other, each once, when the other jobs of the stage are done: as in
    -- first_jobs. The next one waits for all that follows from the one before. The stage ends when nothing of it is
    -- left
    then_jobs jsonb not null default '[]',
    -- Kinds of its jobs that find out what is to be done. When the stage that it reads is taken up again, these jobs
    -- begin again and find what is new. Empty: the whole stage begins again
    plans text[] not null default '{}',
    primary key (pipeline, name),
    unique (pipeline, "position") DEFERRABLE,
    foreign key (pipeline) references brigade.pipelines(name),
    foreign key (pipeline, reads) references brigade.stages(pipeline, name),
    check (lease <= '05:00:00'),
    check (backoff > '00:00:00'),
    check (batch >= 1 and batch <= 1000),
    check (jsonb_typeof(first_jobs) = 'array'),
    check (lease >= '00:00:01'),
    check (max_attempts > 0),
    check (name ~ '^[a-z][a-z_]*$'),
    check ("position" > 0),
    check (jsonb_typeof(then_jobs) = 'array')
);
create unique index stages_follow_children on brigade.stages (pipeline) where follows_children;
create unique index stages_sum_up on brigade.stages (pipeline) where sums_up;

-- The barrier: how many jobs are left in each stage of a run. Each transaction that finishes jobs changes it once.
-- The one that brings it to zero opens the next stage.
create table brigade.run_stages (
    -- Run
    run_id bigint not null,
    -- Stage
    stage text not null,
    -- waiting, open, done
    state text not null default 'waiting',
    -- Jobs in state ready. A recount of brigade.jobs gives the same number
    pending bigint not null default 0,
    -- Jobs done
    done bigint not null default 0,
    -- Jobs failed. Each has a row in brigade.failures
    failed bigint not null default 0,
    -- When the stage opened
    started_at timestamptz,
    -- When its last job was done or had failed
    finished_at timestamptz,
    -- Pipeline of the run
    pipeline text not null,
    -- API requests that its jobs have sent, also by an earlier pass of a retry
    requests bigint not null default 0,
    primary key (run_id, stage),
    foreign key (pipeline, stage) references brigade.stages(pipeline, name),
    foreign key (run_id, pipeline) references brigade.runs(id, pipeline) on delete cascade,
    check (state <> 'done' or pending = 0),
    check (done >= 0),
    check (failed >= 0),
    check (pending >= 0),
    check (requests >= 0),
    check (state in ('waiting', 'open', 'done'))
);
create unique index run_stages_one_open on brigade.run_stages (run_id) where (state = 'open');
create index run_stages_pipeline on brigade.run_stages (run_id, pipeline);
-- trigger run_stages_note_state: brigade.run_stages_note_state

-- How many requests an import still needed when that was counted last: by the worker that read a page of a list, or
-- opened a stage. brigade.progress subtracts what was sent since.
create table brigade.outlooks (
    -- Run
    run_id bigint not null,
    -- API requests that it had sent then
    requests bigint not null,
    -- API requests that it still needed
    requests_left bigint not null,
    -- Whether its lists have said how much there is. If not, it counts like its neighbours of the workspace
    is_sized boolean not null,
    primary key (run_id),
    foreign key (run_id) references brigade.runs(id) on delete cascade
);

-- Units of work: a page of a list, or one item. A job is ready, done or failed. A claim is a lease until run_after,
-- so no job is stuck because a worker died.
create table brigade.jobs (
    -- Run
    run_id bigint not null,
    -- Number of the job. Jobs are claimed in this order
    id bigint not null generated always as identity,
    -- Stage that the job belongs to. It may be claimed while that stage is open
    stage text not null,
    -- What the job does: a row of a table of kinds in the program. A program leaves kinds alone that it does not know
    kind text not null,
    -- What the job is about, such as the number of a merge request, or list/3. It is unique in the stage, so that
    -- nothing is enqueued twice
    key text collate "C" not null,
    -- Page to read: a next link of the source. No link is followed twice in one stage
    url text,
    -- Web page of the item, for people
    link text,
    -- What the job needs to know, such as the object as it stood in the list. It is deleted when the job is done
    payload jsonb,
    -- API requests that the job will send. They are booked against the budget of the credential by the claim
    requests smallint not null default 0,
    -- ready, done or failed. A job is ready while a worker has it, too
    state text not null default 'ready',
    -- How often the job was claimed
    attempt integer not null default 0,
    -- Attempts that do not count against the retry budget, because the job was given back: the server asked to wait,
    -- the connection was lost, or the worker was stopped
    uncounted integer not null default 0,
    -- The job is not due before: the end of its lease or of its back-off
    run_after timestamptz not null default now(),
    -- Worker that has the job. A worker that reports clears it. A due job that still names a worker was never
    -- reported on: that worker died or hung, and its lease ran out
    worker text,
    -- Message of the last failed attempt
    last_error text,
    -- When an attempt failed for the first time
    first_error_at timestamptz,
    -- Of a list: number of the page that the job reads. Null: the first page, or no list
    page integer,
    -- Of a list: how many pages it has, as its size said when the page before was read. Null: nobody said
    pages integer,
    -- The fence: the random token of the newest claim. Only who shows it can finish the job. Numbers are given a
    -- second time by a database that went back, and a token is not
    token uuid,
    -- Of a job that nobody has: it is not due before, as run_after says. Null: a claim may have it. A trigger sets it
    waits_until timestamptz,
    -- Credentials of the run that were refused this (403), and that do not try it again. Null: none was
    refused_by text[],
    primary key (run_id, id),
    unique (run_id, stage, key),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (attempt >= 0),
    check (uncounted >= 0 and uncounted <= attempt),
    check (page > 0),
    check (pages > 0),
    check (requests >= 0),
    check (state in ('ready', 'done', 'failed'))
);
create index jobs_reading on brigade.jobs (run_id, stage, id) where ((state = 'ready') and (page > 1));
create index jobs_ready on brigade.jobs (run_id, stage, id) where ((state = 'ready') and (waits_until is null));
create index jobs_url on brigade.jobs (run_id, stage, hashtextextended(url, (0)::bigint)) where (url is not null);
create index jobs_waiting on brigade.jobs (run_id, stage, waits_until) where ((state = 'ready') and (waits_until is
    not null));
-- trigger jobs_wait: brigade.jobs_wait

-- Worker processes and what each is doing
create table brigade.worker_sessions (
    -- Name: host, process id and start
    worker text not null,
    -- Host name
    host text not null,
    -- Process id
    pid integer not null,
    -- Version of the program
    version text not null,
    -- When it started
    started_at timestamptz not null default now(),
    -- Last sign of life
    seen_at timestamptz not null default now(),
    -- When it said that it ends. Null: it is running, or it was killed
    stopped_at timestamptz,
    -- Run that it works on
    run_id bigint,
    -- Stage that it works on
    stage text,
    -- What it does, in words, such as the progress line of a clone
    doing text,
    -- Name of the last migration that its program knows. Null: a program of 0.1 from before migration 010, which did
    -- not say
    schema text,
    -- Where numbers of processes mean the same: the boot of its host, and the space of numbers of its container
    process_space text,
    -- When its process began, in ticks since the boot: with pid and process_space, this names one process
    process_began bigint,
    -- Backend of PostgreSQL that made its last claim
    backend integer,
    -- Another worker of its host saw that its process is gone
    is_lost boolean not null default false,
    -- Place whose storage it works in. Null: nobody said
    place_id bigint,
    primary key (worker),
    foreign key (place_id) references brigade.places(id)
);
create index worker_sessions_place on brigade.worker_sessions (place_id);

-- Work done per run, worker and minute. Each row has one writer, so nobody waits for it.
create table brigade.meters (
    -- Run
    run_id bigint not null,
    -- Worker
    worker text not null,
    -- Start of the minute
    minute timestamptz not null,
    -- Jobs done or failed
    jobs bigint not null default 0,
    -- API requests sent
    requests bigint not null default 0,
    -- Bytes received from the API
    size_bytes bigint not null default 0,
    primary key (run_id, worker, minute),
    foreign key (run_id) references brigade.runs(id) on delete cascade
);
create index meters_minute on brigade.meters (minute);

-- Which migrations were applied
create table brigade.migrations (
    -- Number and name of the file
    name text not null,
    -- When
    applied_at timestamptz not null default now(),
    primary key (name)
);

-- Views and functions of brigade and forge that the last install made
create table brigade.installed_objects (
    -- As PostgreSQL names it: brigade.progress, brigade.pause(bigint)
    object text not null,
    primary key (object)
);

-- The order in which many runs take turns, made anew now and then by brigade.next_turns. There is a row for each
-- place.
create table brigade.turns (
    -- Runs with jobs that are due, in their order
    runs bigint[] not null default '{}'::bigint[],
    -- Kinds of jobs that it was made for
    kinds text[] not null default '{}',
    -- When
    made_at timestamptz not null default '-infinity'::timestamptz,
    -- How long it is used: twenty times as long as it took to make
    good_for interval not null default '00:00:00',
    -- Place of the workers that it is for. 0: those that say none
    place_id bigint not null,
    primary key (place_id)
);

-- Storages of worker hosts. Hosts that share one storage are one place, and the files of a project are all at one
-- place. Until places are made, all hosts share the place that is called shared.
create table brigade.places (
    -- Number of the place
    id bigint not null generated always as identity,
    -- What the setting place of its hosts says. Lost places may have had the same
    name text not null,
    -- What its storage bears in the file .place, so that no other one is taken for it
    storage_key uuid not null default gen_random_uuid(),
    -- Host and directory of its storage, as the worker saw it that came first
    storage text,
    -- When its storage got that file. Null: not yet
    settled_at timestamptz,
    -- When it was made
    made_at timestamptz not null default clock_timestamp(),
    -- When somebody said that it is lost. Null: it is there
    lost_at timestamptz,
    primary key (id),
    unique (storage_key),
    check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$')
);
create unique index places_name on brigade.places (name) where (lost_at is null);

-- Where the files of each project are. Where there is no row yet, whoever takes the next job of the project writes
-- it.
create table brigade.project_places (
    -- Project
    project_id bigint not null,
    -- Place
    place_id bigint not null,
    primary key (project_id),
    foreign key (place_id) references brigade.places(id),
    foreign key (project_id) references forge.projects(id) on delete cascade
);
create index project_places_place on brigade.project_places (place_id);

