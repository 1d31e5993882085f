-- Questions about fields that no document says can be asked for, and what was answered.

create table brigade.probes (
    run_id bigint not null references brigade.runs (id) on delete cascade,
    name text not null check (name in ('open', 'resolved', 'deleted')),
    iids bigint[] not null default '{}',
    is_whole boolean not null default false,
    refusal text,
    known bigint[],
    primary key (run_id, name)
);
