-- Forges: who people are there, numbers that had to move, and losses whose outcome is not that of their kind.
create table forge.destinations (
    user_id bigint not null references forge.users (id) on delete cascade,
    target text not null,
    login text check (login <> ''),
    email text check (email <> ''),
    remote_id bigint check (remote_id > 0),
    resolved_at timestamptz not null default now(),
    is_given boolean not null default true,
    primary key (user_id, target)
);
alter table forge.numbers add column former bigint check (former <> number);
alter table brigade.export_losses add column outcome text check (outcome in ('as text', 'changed', 'dropped'));
