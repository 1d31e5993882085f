-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- The unit of the engine: something that is brought in or handed out, stage by stage. Jobs, events, failures and all
-- else are of a run. People insert into brigade.imports and brigade.exports, which are views of this table
create table brigade.runs (
    -- Number of the run: that of its import or export
    id bigint not null generated always as identity,
    -- Of an import: workspace/slug, as normalised from what was inserted; a https://bitbucket.org/workspace/slug
    -- address is understood too. workspace alone: every repository in it that the credential can read, a child import
    -- each
    source text,
    -- First part of source; filled by a trigger
    workspace text,
    -- Second part of source, empty for a whole workspace; filled by a trigger
    slug text,
    -- Name in brigade.credentials; null: anonymous, 60 requests an hour
    credential text,
    -- Path of an issue-export zip that the workers can read; null: ask the API
    issues_export text,
    -- Absolute path or https address of a git repository with the wiki; null: ask Bitbucket
    wiki_source text,
    -- Higher goes first
    priority integer not null default 0,
    -- queued running paused finished failed cancelled
    state text not null default 'queued',
    -- The open stage; the last one when the run has ended
    stage text,
    -- complete, complete with notes (something is not there: brigade.omissions), incomplete (brigade.failures); null
    -- until it ends
    verdict text,
    -- Role that inserted the row: owner of what is brought over
    requested_by name not null default current_user,
    -- Why it is paused or failed, and what to do
    error text,
    -- When the row was inserted
    created_at timestamptz not null default now(),
    -- When the first job was claimed
    started_at timestamptz,
    -- When it ended: finished, failed or cancelled
    finished_at timestamptz,
    -- forge.projects.id: of an import once the repository was seen, of an export from the start
    project_id bigint,
    -- Import of the whole workspace that this one is a part of; its job of that name is done when this import has
    -- ended
    parent_id bigint,
    -- Why Bitbucket could not be asked, when the import goes on with issues_export and wiki_source alone; null: it is
    -- asked
    offline text,
    -- Further names in brigade.credentials that divide the requests, each with a budget of its own; null: credential
    -- alone
    credentials text[],
    -- Of a workspace: patterns such as api-* (* any text, ? one character) of the repositories to import; null: all
    include text[],
    -- Of a workspace: patterns of the repositories to leave out; null: none
    exclude text[],
    -- Pipeline that it goes through: the stages of brigade.stages with this name
    pipeline text not null,
    -- Of an export: where to, the name of its pipeline; null: this is an import
    target text,
    -- Of an export: what the target needs to know
    options jsonb,
    primary key (id),
    unique (id, pipeline),
    foreign key (credential) references brigade.credentials(name),
    foreign key (parent_id) references brigade.runs(id),
    foreign key (pipeline, stage) references brigade.stages(pipeline, name),
    foreign key (project_id) references forge.projects(id),
    check ((state in ('finished', 'failed', 'cancelled')) = (finished_at is not null)),
    check (target is null or project_id is not null and num_nonnulls(source, workspace, slug, issues_export,
        wiki_source, offline, include, exclude) = 0),
    check (slug <> '' or coalesce(issues_export, wiki_source) is null),
    check ((state = 'finished') = (verdict is not null)),
    check (target is not null or num_nulls(source, workspace, slug) = 0),
    check (options is null or target is not null),
    check (slug = '' or coalesce(include, exclude) is null),
    check (cardinality(credentials) <= 100),
    check (cardinality(exclude) <= 1000),
    check (cardinality(include) <= 1000),
    check (offline in ('off', 'forbidden', 'withdrawn', 'unreachable')),
    check (jsonb_typeof(options) = 'object'),
    check (state in ('queued', 'running', 'paused', 'finished', 'failed', 'cancelled')),
    check (target ~ '^[a-z][a-z_]*$'),
    check (verdict in ('complete', 'complete with notes', 'incomplete'))
);
create index live_by_requester on brigade.runs (requested_by) where ((parent_id is null) and (state in ('queued',
    'running', 'paused')));
create index runs_active on brigade.runs (priority desc, id) where (state in ('queued', 'running'));
create unique index runs_child on brigade.runs (parent_id, slug) where (parent_id is not null);
create index runs_credential on brigade.runs (credential) where (credential is not null);
create index runs_parent on brigade.runs (parent_id);
create index runs_project on brigade.runs (project_id);
-- trigger runs_after_end: brigade.runs_after_end
-- trigger runs_after_insert: brigade.runs_after_insert
-- trigger runs_after_update: brigade.runs_after_update
-- trigger runs_before_insert: brigade.runs_before_insert
-- trigger runs_note_credentials: brigade.runs_note_credentials
-- trigger runs_note_state: brigade.runs_note_state

-- What runs go through: brigade.stages holds the stages of each. To see where exports can go: select name,
-- description from brigade.pipelines where hands_out
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

-- The pipelines: a run goes through the stages of one, in order of position. sql/pipeline.sql says what they are
create table brigade.stages (
    -- Name of the stage, one within its pipeline
    name text not null,
    -- Order: a stage opens when nothing of those before it is left to do
    "position" smallint not null,
    -- What it brings, for people
    description text not null,
    -- Jobs enqueued when the stage opens: [{kind, key, requests, payload, instead}]; instead: the column of
    -- brigade.runs that, when it is set, makes its requests unnecessary. Of an import that cannot ask Bitbucket, jobs
    -- with requests are noted in brigade.omissions instead
    first_jobs jsonb not null default '[]',
    -- Keys of jobs without which the import cannot go on: when one of them fails, the import fails
    vital text[] not null default '{}',
    -- What this version does not bring, in a sentence: noted in brigade.omissions when the stage ends; null: nothing
    left_out text,
    -- Most jobs a worker claims at once
    batch integer not null,
    -- A claimed job becomes due again after this time, unless its worker extends or finishes it
    lease interval not null,
    -- Retry budget of a job: after so many it is a failure
    max_attempts integer not null,
    -- Wait after the first failed attempt; doubles each time up to 15 minutes, with jitter
    backoff interval not null,
    -- Pipeline that it is a stage of: brigade.pipelines says which there are
    pipeline text not null,
    -- Stage whose result this one reads: when jobs of that one are taken up again, it starts again from its first
    -- jobs; null: none
    reads text,
    -- It looks at all that the others brought, and starts again whatever is taken up again
    sums_up boolean not null default false,
    -- Its jobs of kind child are runs themselves, and each ends when its run ends
    follows_children boolean not null default false,
    primary key (pipeline, name),
    unique (pipeline, "position") DEFERRABLE,
    foreign key (pipeline) references brigade.pipelines(name),
    foreign key (pipeline, reads) references brigade.stages(pipeline, name),
    check (backoff > '00:00:00'),
    check (batch >= 1 and batch <= 1000),
    check (jsonb_typeof(first_jobs) = 'array'),
    check (lease >= '00:00:01'),
    check (max_attempts > 0),
    check (name ~ '^[a-z][a-z_]*$'),
    check ("position" > 0)
);
create unique index stages_follow_children on brigade.stages (pipeline) where follows_children;
create unique index stages_sum_up on brigade.stages (pipeline) where sums_up;

-- The barrier: per run and stage how many jobs are left. Changed once per finishing transaction; zero opens the next
-- stage in that transaction
create table brigade.run_stages (
    -- Run
    run_id bigint not null,
    -- Stage
    stage text not null,
    -- waiting, open, done
    state text not null default 'waiting',
    -- Jobs in state ready: equals a recount of brigade.jobs
    pending bigint not null default 0,
    -- Jobs done
    done bigint not null default 0,
    -- Jobs failed: one row each in brigade.failures
    failed bigint not null default 0,
    -- When the stage opened
    started_at timestamptz,
    -- When its last job was done or had failed
    finished_at timestamptz,
    -- Pipeline of the run
    pipeline text not null,
    primary key (run_id, stage),
    foreign key (pipeline, stage) references brigade.stages(pipeline, name),
    foreign key (run_id, pipeline) references brigade.runs(id, pipeline) on delete cascade,
    check (state <> 'done' or pending = 0),
    check (done >= 0),
    check (failed >= 0),
    check (pending >= 0),
    check (state in ('waiting', 'open', 'done'))
);
create unique index run_stages_one_open on brigade.run_stages (run_id) where (state = 'open');
create index run_stages_pipeline on brigade.run_stages (run_id, pipeline);
-- trigger run_stages_note_state: brigade.run_stages_note_state

-- One unit of work: a page to list or one item. Ready, done or failed: a claim is a lease (run_after), so no job is
-- stuck as running
create table brigade.jobs (
    -- Run
    run_id bigint not null,
    -- Number of the job; jobs are claimed in this order
    id bigint not null generated always as identity,
    -- Stage that it belongs to; it may be claimed while that stage is open
    stage text not null,
    -- Which importer of the program does it; kinds that a program does not know are left alone
    kind text not null,
    -- What it is about, such as merge request 12 or list/3; unique in the stage, so nothing is enqueued twice
    key text collate "C" not null,
    -- Page to read: an opaque next link. No link is followed twice in one stage
    url text,
    -- Web page of the item, for people
    link text,
    -- What the importer needs to know, such as the object as it stood in the list; dropped when the job is done
    payload jsonb,
    -- API requests that it will send: booked against the budget of the credential when it is claimed
    requests smallint not null default 0,
    -- ready (also while a worker has it), done, failed
    state text not null default 'ready',
    -- Counted by the claim; the fence: only the holder of the newest attempt can finish the job
    attempt integer not null default 0,
    -- Attempts that do not count against the retry budget: released, throttled, no connection
    uncounted integer not null default 0,
    -- Not due before: end of the lease, or of the back-off
    run_after timestamptz not null default now(),
    -- Who claimed it last
    worker text,
    -- Message of the last failed attempt
    last_error text,
    -- When an attempt failed for the first time
    first_error_at timestamptz,
    -- Of a list: number of the page that it reads; null: the first, or no list
    page integer,
    -- Of a list: how many pages it has, by its size when the page before was read; null: not said
    pages integer,
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
create index jobs_ready on brigade.jobs (run_id, stage, id) where (state = 'ready');
create unique index jobs_url on brigade.jobs (run_id, stage, md5(url)) where (url is not null);

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
    -- When it said good-bye; null: running, or killed
    stopped_at timestamptz,
    -- Run it works on
    run_id bigint,
    -- Stage it works on
    stage text,
    -- In words, such as the progress line of a clone
    doing text,
    -- Name of the last migration that its program knows; null: a program of 0.1 before migration 010, which did not
    -- say
    schema text,
    primary key (worker)
);

-- Work done per run, worker and minute; a row has one writer, so nobody waits
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

