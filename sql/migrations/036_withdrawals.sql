-- What a host has withdrawn for everybody is remembered; a workspace is asked for its people once.

create table brigade.withdrawals (
    server text not null,
    thing text not null,
    message text not null,
    seen_at timestamptz not null default clock_timestamp(),
    primary key (server, thing)
);

create table brigade.workspace_members (
    run_id bigint not null references brigade.runs (id) on delete cascade,
    slug text not null,
    account text not null,
    permission text,
    primary key (run_id, slug, account)
);
