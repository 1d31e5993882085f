-- The proof: what happened (events), what was seen (pages), and what must therefore be here (kinds).

create table brigade.events (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    id bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    subject text not null check (subject in ('import', 'stage', 'jobs')),
    event text not null,
    stage text,
    jobs bigint[],
    attempts integer[],
    worker text,
    message text,
    by_role name not null default current_user,
    primary key (import_id, id),
    constraint known_events check (case subject
        when 'import' then event in ('queued', 'running', 'paused', 'finished', 'failed', 'cancelled')
        when 'stage' then event in ('waiting', 'open', 'done') and stage is not null
        else event in ('added', 'claimed', 'done', 'failed', 'again', 'released', 'retried', 'removed')
             and cardinality(jobs) > 0 and (attempts is null or cardinality(attempts) = cardinality(jobs)) end)
);

create table brigade.kinds (
    kind text primary key,
    stage text not null references brigade.stages (name),
    position smallint not null unique,
    has_jobs boolean not null,
    is_stored boolean not null default true,
    description text not null
);
create index kinds_stage on brigade.kinds (stage);

create table brigade.pages (
    import_id bigint not null references brigade.imports (id) on delete cascade,
    kind text not null references brigade.kinds (kind),
    list text collate "C" not null,
    page integer not null check (page > 0),
    job text collate "C" not null,
    announced bigint check (announced >= 0),
    keys text[] not null default '{}',
    is_last boolean not null,
    link text,
    read_at timestamptz not null default clock_timestamp(),
    primary key (import_id, kind, list, page)
);

-- Their columns and parameters change.
drop view if exists brigade.reconciliation;
drop function if exists brigade.record_troubles(bigint, jsonb);
