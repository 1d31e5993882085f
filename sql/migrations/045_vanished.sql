-- What vanished is counted; a project says which share of requests audits have.
create index refs_vanished on forge.refs (project_id) where vanished_at is not null;
create index members_vanished on forge.members (project_id) where vanished_at is not null;
create index merge_requests_vanished on forge.merge_requests (project_id) where vanished_at is not null;
create index notes_vanished on forge.notes (project_id) where vanished_at is not null;
create index tasks_vanished on forge.tasks (project_id) where vanished_at is not null;

alter table brigade.audits
    alter column until drop not null,
    alter column per_sync drop not null,
    add column share numeric check (share between 0 and 100),
    add constraint audits_have_a_time_and_a_price check (num_nulls(until, per_sync) in (0, 2)),
    add constraint audits_say_something check (num_nonnulls(until, share) > 0);
