-- What the source tells apart, the keys tell apart; a resolved thread is resolved, also where nothing more is said.

alter table forge.attachments
    add column n integer not null default 1 check (n > 0),
    drop constraint attachments_pkey,
    add primary key (project_id, issue_iid, name, n);

alter table forge.issue_events
    add column n integer not null default 1 check (n > 0),
    drop constraint issue_events_pkey,
    add primary key (project_id, iid, source_id, field, n);

alter table forge.merge_request_events
    add column n integer not null default 1 check (n > 0),
    drop constraint one_event_per_time_and_actor,
    add constraint one_event_per_time_and_actor unique nulls not distinct (project_id, iid, kind, at, user_id, n);

alter table forge.notes add column resolved boolean not null default false;
update forge.notes n set resolved = true where jsonb_typeof(n.raw -> 'resolution') = 'object';
