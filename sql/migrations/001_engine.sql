-- The engine: imports, stages, jobs, what failed, what is not there, credentials, budgets, workers.

create table brigade.credentials (
    name text primary key check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
    kind text not null check (kind in ('api_token', 'access_token')),
    email text,
    requests_per_hour integer check (requests_per_hour >= 2),
    created_by name not null default current_user,
    created_at timestamptz not null default now(),
    constraint api_token_has_email check ((kind = 'api_token') = (email is not null))
);
comment on table brigade.credentials is 'Names of credentials. The secret itself is in a file of mode 0600 on the worker hosts, never here';
comment on column brigade.credentials.name is 'What imports.credential refers to, and the name of the secret file';
comment on column brigade.credentials.kind is 'api_token: Atlassian API token with the e-mail of its account; access_token: of a repository, project or workspace';
comment on column brigade.credentials.email is 'Account of an api_token: the user name of REST requests';
comment on column brigade.credentials.requests_per_hour is 'Own budget, at least 2 because a job may need two at once; null: the setting requests_per_hour of the workers. Bitbucket allows 1,000 a rolling hour';
comment on column brigade.credentials.created_by is 'Role that added it';
comment on column brigade.credentials.created_at is 'When it was added';

create table brigade.stages (
    name text primary key check (name ~ '^[a-z][a-z_]*$'),
    position smallint not null unique check (position > 0),
    description text not null,
    first_jobs jsonb not null default '[]' check (jsonb_typeof(first_jobs) = 'array'),
    vital text[] not null default '{}',
    left_out text,
    batch integer not null check (batch between 1 and 1000),
    lease interval not null check (lease >= interval '1 second'),
    max_attempts integer not null check (max_attempts > 0),
    backoff interval not null check (backoff > interval '0')
);
comment on table brigade.stages is 'The pipeline: stages run in order of position; another order is a migration';
comment on column brigade.stages.name is 'Kind of thing that the stage brings over';
comment on column brigade.stages.position is 'Order: a stage opens when nothing of those before it is left to do';
comment on column brigade.stages.description is 'What it brings, for people';
comment on column brigade.stages.first_jobs is 'Jobs enqueued when the stage opens: [{kind, key, requests, payload}]';
comment on column brigade.stages.vital is 'Keys of jobs without which the import cannot go on: when one of them fails, the import fails';
comment on column brigade.stages.left_out is 'What this version does not bring, in a sentence: noted in brigade.omissions when the stage ends; null: nothing';
comment on column brigade.stages.batch is 'Most jobs a worker claims at once';
comment on column brigade.stages.lease is 'A claimed job becomes due again after this time, unless its worker extends or finishes it';
comment on column brigade.stages.max_attempts is 'Retry budget of a job: after so many it is a failure';
comment on column brigade.stages.backoff is 'Wait after the first failed attempt; doubles each time up to 15 minutes, with jitter';

create table brigade.imports (
    id bigint generated always as identity primary key,
    source text not null,
    workspace text not null,
    slug text not null,
    credential text references brigade.credentials (name),
    issues_export text,
    wiki_source text,
    priority integer not null default 0,
    state text not null default 'queued'
        check (state in ('queued', 'running', 'paused', 'finished', 'failed', 'cancelled')),
    stage text references brigade.stages (name),
    verdict text check (verdict in ('complete', 'complete with notes', 'incomplete')),
    requested_by name not null default current_user,
    error text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    project_id bigint,
    parent_id bigint references brigade.imports (id),
    constraint ended_imports_have_an_end
        check ((state in ('finished', 'failed', 'cancelled')) = (finished_at is not null)),
    constraint finished_imports_have_a_verdict check ((state = 'finished') = (verdict is not null))
);
create index imports_active on brigade.imports (priority desc, id) where state in ('queued', 'running');
create index imports_project on brigade.imports (project_id);
create index imports_parent on brigade.imports (parent_id);
comment on table brigade.imports is 'One Bitbucket repository to bring over. Insert a row (source, credential) and start workers';
comment on column brigade.imports.id is 'Number of the import';
comment on column brigade.imports.source is 'workspace/slug, as normalised from what was inserted; a https://bitbucket.org/workspace/slug address is understood too';
comment on column brigade.imports.workspace is 'First part of source; filled by a trigger';
comment on column brigade.imports.slug is 'Second part of source; filled by a trigger';
comment on column brigade.imports.credential is 'Name in brigade.credentials; null: anonymous, 60 requests an hour';
comment on column brigade.imports.issues_export is 'Path of an issue-export zip that the workers can read; null: ask the API';
comment on column brigade.imports.wiki_source is 'Absolute path or https address of a git repository with the wiki; null: ask Bitbucket';
comment on column brigade.imports.priority is 'Higher goes first';
comment on column brigade.imports.state is 'queued running paused finished failed cancelled';
comment on column brigade.imports.stage is 'The open stage; the last one when the import has ended';
comment on column brigade.imports.verdict is 'complete, complete with notes (something is not there: brigade.omissions), incomplete (brigade.failures); null until it ends';
comment on column brigade.imports.requested_by is 'Role that inserted the row: owner of what is brought over';
comment on column brigade.imports.error is 'Why it is paused or failed, and what to do';
comment on column brigade.imports.created_at is 'When the row was inserted';
comment on column brigade.imports.started_at is 'When the first job was claimed';
comment on column brigade.imports.finished_at is 'When it ended: finished, failed or cancelled';
comment on column brigade.imports.project_id is 'forge.projects.id, once the repository was seen';
comment on column brigade.imports.parent_id is 'Import of the whole workspace that this one is a part of';

create table brigade.import_stages (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    stage text not null references brigade.stages (name),
    state text not null default 'waiting' check (state in ('waiting', 'open', 'done')),
    pending bigint not null default 0 check (pending >= 0),
    done bigint not null default 0 check (done >= 0),
    failed bigint not null default 0 check (failed >= 0),
    started_at timestamptz,
    finished_at timestamptz,
    primary key (import_id, stage),
    constraint done_stages_have_nothing_pending check (state <> 'done' or pending = 0)
);
create unique index import_stages_one_open on brigade.import_stages (import_id) where state = 'open';
comment on table brigade.import_stages is 'The barrier: per import and stage how many jobs are left. Changed once per finishing transaction; zero opens the next stage in that transaction';
comment on column brigade.import_stages.import_id is 'Import';
comment on column brigade.import_stages.stage is 'Stage';
comment on column brigade.import_stages.state is 'waiting, open, done';
comment on column brigade.import_stages.pending is 'Jobs in state ready: equals a recount of brigade.jobs';
comment on column brigade.import_stages.done is 'Jobs done';
comment on column brigade.import_stages.failed is 'Jobs failed: one row each in brigade.failures';
comment on column brigade.import_stages.started_at is 'When the stage opened';
comment on column brigade.import_stages.finished_at is 'When its last job was done or had failed';

create table brigade.jobs (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    id bigint generated always as identity,
    stage text not null,
    kind text not null,
    key text collate "C" not null,
    url text,
    link text,
    payload jsonb,
    requests smallint not null default 0 check (requests >= 0),
    state text not null default 'ready' check (state in ('ready', 'done', 'failed')),
    attempt integer not null default 0 check (attempt >= 0),
    spared integer not null default 0 check (spared between 0 and attempt),
    run_after timestamptz not null default now(),
    worker text,
    last_error text,
    first_error_at timestamptz,
    primary key (import_id, id),
    constraint one_job_per_key unique (import_id, stage, key)
) with (fillfactor = 70); -- a claim updates many rows of a page at once: room for them keeps the updates HOT
create index jobs_ready on brigade.jobs (import_id, stage, id) where state = 'ready';
create unique index jobs_url on brigade.jobs (import_id, stage, md5(url)) where url is not null;
comment on table brigade.jobs is 'One unit of work: a page to list or one item. Ready, done or failed: a claim is a lease (run_after), so no job is stuck as running';
comment on column brigade.jobs.import_id is 'Import';
comment on column brigade.jobs.id is 'Number of the job; jobs are claimed in this order';
comment on column brigade.jobs.stage is 'Stage that it belongs to; it may be claimed while that stage is open';
comment on column brigade.jobs.kind is 'Which importer of the program does it; kinds that a program does not know are left alone';
comment on column brigade.jobs.key is 'What it is about, such as merge request 12 or list/3; unique in the stage, so nothing is enqueued twice';
comment on column brigade.jobs.url is 'Page to read: an opaque next link. No link is followed twice in one stage';
comment on column brigade.jobs.link is 'Web page of the item, for people';
comment on column brigade.jobs.payload is 'What the importer needs to know, such as the object as it stood in the list; dropped when the job is done';
comment on column brigade.jobs.requests is 'API requests that it will send: booked against the budget of the credential when it is claimed';
comment on column brigade.jobs.state is 'ready (also while a worker has it), done, failed';
comment on column brigade.jobs.attempt is 'Counted by the claim; the fence: only the holder of the newest attempt can finish the job';
comment on column brigade.jobs.spared is 'Attempts that do not count against the retry budget: released, throttled, no connection';
comment on column brigade.jobs.run_after is 'Not due before: end of the lease, or of the back-off';
comment on column brigade.jobs.worker is 'Who claimed it last';
comment on column brigade.jobs.last_error is 'Message of the last failed attempt';
comment on column brigade.jobs.first_error_at is 'When an attempt failed for the first time';

create table brigade.failures (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    stage text not null,
    key text not null,
    url text,
    class text not null check (class in ('retry', 'item', 'import', 'crash')),
    message text not null,
    http_status integer,
    attempts integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (import_id, stage, key)
);
comment on table brigade.failures is 'What could not be brought over, and why. brigade.retry(import, stage, key) takes it up again';
comment on column brigade.failures.import_id is 'Import';
comment on column brigade.failures.stage is 'Stage';
comment on column brigade.failures.key is 'brigade.jobs.key';
comment on column brigade.failures.url is 'Link to the item at the source';
comment on column brigade.failures.class is 'retry: tried again until the budget was spent; item: this object cannot be imported; import: the whole import had to stop; crash: its workers died';
comment on column brigade.failures.message is 'Why, in a sentence';
comment on column brigade.failures.http_status is 'Status of the last answer; null: there was none';
comment on column brigade.failures.attempts is 'How often it was tried';
comment on column brigade.failures.first_at is 'When it failed first';
comment on column brigade.failures.last_at is 'When it failed last';

create table brigade.omissions (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    stage text not null,
    key text not null,
    outcome text not null check (outcome in ('off', 'forbidden', 'withdrawn', 'unsupported')),
    message text not null,
    url text,
    at timestamptz not null default now(),
    primary key (import_id, stage, key)
);
comment on table brigade.omissions is 'What is not there to be brought over: a note, never a failure, never retried';
comment on column brigade.omissions.import_id is 'Import';
comment on column brigade.omissions.stage is 'Stage';
comment on column brigade.omissions.key is 'Kind of thing, such as wiki or members';
comment on column brigade.omissions.outcome is 'off: switched off or absent (404); forbidden: the credential may not ask (401, 403); withdrawn: removed by Bitbucket (410); unsupported: this version does not ask for it';
comment on column brigade.omissions.message is 'In a sentence';
comment on column brigade.omissions.url is 'What was asked for';
comment on column brigade.omissions.at is 'When';

create table brigade.tallies (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    kind text not null,
    announced bigint check (announced >= 0),
    listed bigint not null default 0 check (listed >= 0),
    primary key (import_id, kind)
);
comment on table brigade.tallies is 'What the source said it has and what was seen, per import and kind; brigade.reconciliation compares';
comment on column brigade.tallies.import_id is 'Import';
comment on column brigade.tallies.kind is 'merge_requests, merge_request_notes, tasks, members, refs';
comment on column brigade.tallies.announced is 'Sum of the sizes that the lists gave on their first pages; null: the lists give none';
comment on column brigade.tallies.listed is 'Items seen on all pages';

create table brigade.budgets (
    credential text primary key,
    requests_per_hour integer not null check (requests_per_hour > 0),
    used_up_until timestamptz,
    told_until timestamptz,
    told_reason text,
    blocked_until timestamptz generated always as (greatest(used_up_until, told_until)) stored,
    blocked_reason text generated always as (
        case when told_until is not null and told_until >= coalesce(used_up_until, told_until) then told_reason
             when used_up_until is not null then 'its ' || requests_per_hour::text || ' requests in an hour are used' end) stored
);
comment on table brigade.budgets is 'The governor: one row per credential in use; its lock orders the workers that book requests';
comment on column brigade.budgets.credential is 'Name in brigade.credentials; empty: anonymous';
comment on column brigade.budgets.requests_per_hour is 'Limit in a rolling hour, as the last claim used it';
comment on column brigade.budgets.used_up_until is 'Our own count: too little of the budget is left before';
comment on column brigade.budgets.told_until is 'Bitbucket asked to wait until then, or cannot be reached';
comment on column brigade.budgets.told_reason is 'What it said, for people';
comment on column brigade.budgets.blocked_until is 'No request is booked before: the later of the two';
comment on column brigade.budgets.blocked_reason is 'Why, for people';

create table brigade.request_counts (
    credential text not null,
    minute timestamptz not null,
    requests integer not null,
    primary key (credential, minute)
);
comment on table brigade.request_counts is 'Requests booked per credential and minute; the last hour is what counts against the budget';
comment on column brigade.request_counts.credential is 'As in brigade.budgets';
comment on column brigade.request_counts.minute is 'Start of the minute';
comment on column brigade.request_counts.requests is 'Requests booked in it, less those that were not sent';

create table brigade.worker_sessions (
    worker text primary key,
    host text not null,
    pid integer not null,
    version text not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    stopped_at timestamptz,
    import_id bigint,
    stage text,
    doing text
);
comment on table brigade.worker_sessions is 'Worker processes and what each is doing';
comment on column brigade.worker_sessions.worker is 'Name: host, process id and start';
comment on column brigade.worker_sessions.host is 'Host name';
comment on column brigade.worker_sessions.pid is 'Process id';
comment on column brigade.worker_sessions.version is 'Version of the program';
comment on column brigade.worker_sessions.started_at is 'When it started';
comment on column brigade.worker_sessions.seen_at is 'Last sign of life';
comment on column brigade.worker_sessions.stopped_at is 'When it said good-bye; null: running, or killed';
comment on column brigade.worker_sessions.import_id is 'Import it works on';
comment on column brigade.worker_sessions.stage is 'Stage it works on';
comment on column brigade.worker_sessions.doing is 'In words, such as the progress line of a clone';

create table brigade.meters (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    worker text not null,
    minute timestamptz not null,
    jobs bigint not null default 0,
    requests bigint not null default 0,
    size_bytes bigint not null default 0,
    primary key (import_id, worker, minute)
);
create index meters_minute on brigade.meters (minute);
comment on table brigade.meters is 'Work done per import, worker and minute; a row has one writer, so nobody waits';
comment on column brigade.meters.import_id is 'Import';
comment on column brigade.meters.worker is 'Worker';
comment on column brigade.meters.minute is 'Start of the minute';
comment on column brigade.meters.jobs is 'Jobs done or failed';
comment on column brigade.meters.requests is 'API requests sent';
comment on column brigade.meters.size_bytes is 'Bytes received from the API';
