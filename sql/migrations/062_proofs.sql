-- Counting what all lists named, and whether it is here, takes seconds where there are a million comments. A run counts
-- once, when it ends, and triggers tell when that is no longer true.
create table brigade.proofs (
    run_id bigint not null references brigade.runs on delete cascade,
    thing text not null,
    announced_first bigint,
    announced bigint,
    seen bigint not null,
    short bigint not null,
    is_here boolean not null,
    removals bigint not null,
    primary key (run_id, thing)
);
create table brigade.removals (
    project_id bigint not null references forge.projects on delete cascade,
    thing text not null,
    number bigint not null,
    primary key (project_id, thing)
);

-- forge.note_removal sets it.
alter table brigade.things add column is_watched boolean not null default false;
