-- What a webhook is to be told: workers that have the setting send it.
create table brigade.notices (
    run_id bigint not null references brigade.runs (id) on delete cascade,
    message uuid not null default gen_random_uuid(),
    state text not null,
    verdict text,
    at timestamptz not null default clock_timestamp(),
    attempts integer not null default 0,
    next_at timestamptz default clock_timestamp(),
    sent_at timestamptz,
    error text,
    primary key (run_id, message),
    constraint notices_end check (sent_at is null or next_at is null)
);
create index notices_due on brigade.notices (next_at) where next_at is not null;
