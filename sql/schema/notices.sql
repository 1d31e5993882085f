-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- What a webhook is told: a row for each end and each pause of a run. Workers that have the setting webhook send it,
-- ten times at most. Rows are kept for a week.
create table brigade.notices (
    -- Run
    run_id bigint not null,
    -- What tells the receiver that it has this notice already (webhook-id)
    message uuid not null default gen_random_uuid(),
    -- State that the run came to: paused, finished, failed or cancelled
    state text not null,
    -- Its verdict then. Null: none
    verdict text,
    -- When it came to that state
    at timestamptz not null default clock_timestamp(),
    -- How often a worker has begun to send it
    attempts integer not null default 0,
    -- When it is due: a worker that sends it puts this off first, so that a killed worker loses nothing. Null: it was
    -- sent, or nobody tries any more
    next_at timestamptz default clock_timestamp(),
    -- When the receiver took it. Null: it has not
    sent_at timestamptz,
    -- Why the last attempt failed. Null: none has failed since
    error text,
    primary key (run_id, message),
    foreign key (run_id) references brigade.runs(id) on delete cascade,
    check (sent_at is null or next_at is null)
);
create index notices_due on brigade.notices (next_at) where (next_at is not null);

