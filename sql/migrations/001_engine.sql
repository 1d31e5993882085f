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

create table brigade.tallies (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    kind text not null,
    announced bigint check (announced >= 0),
    listed bigint not null default 0 check (listed >= 0),
    primary key (import_id, kind)
);

create table brigade.budgets (
    credential text primary key,
    requests_per_hour integer not null check (requests_per_hour > 0),
    used_up_until timestamptz,
    told_until timestamptz,
    told_reason text,
    blocked_until timestamptz generated always as (greatest(used_up_until, told_until)) stored,
    blocked_reason text generated always as (
        case when told_until is not null and told_until >= coalesce(used_up_until, told_until) then told_reason
             when used_up_until is not null then 'its ' || requests_per_hour::text
                 || ' requests in an hour are used' end) stored
);

create table brigade.request_counts (
    credential text not null,
    minute timestamptz not null,
    requests integer not null,
    primary key (credential, minute)
);

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
