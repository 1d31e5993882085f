-- What belongs to a merge request or an issue refers to it by a foreign key, where that is here (sql/README, "Which
-- rows may stand alone?"). A generated column fills all rows in one rewrite of each table: an update would write each
-- row and its entries in all indexes a second time.
alter table forge.notes
    add column merge_request_iid bigint
        generated always as (case noteable_type when 'merge_request' then noteable_iid end) stored,
    add column issue_iid bigint generated always as (case noteable_type when 'issue' then noteable_iid end) stored;
alter table forge.tasks add column owner_iid bigint generated always as (merge_request_iid) stored;
alter table forge.merge_request_events add column owner_iid bigint generated always as (iid) stored;
alter table forge.issue_events add column owner_iid bigint generated always as (iid) stored;
alter table forge.attachments add column owner_iid bigint generated always as (issue_iid) stored;

alter table forge.notes
    alter column merge_request_iid drop expression, alter column issue_iid drop expression;
alter table forge.tasks alter column owner_iid drop expression;
alter table forge.merge_request_events alter column owner_iid drop expression;
alter table forge.issue_events alter column owner_iid drop expression;
alter table forge.attachments alter column owner_iid drop expression;

create index notes_merge_request on forge.notes (project_id, merge_request_iid) where merge_request_iid is not null;
create index notes_issue on forge.notes (project_id, issue_iid) where issue_iid is not null;
-- Those that stand alone are few, and looked for at the end of every run.
create index notes_alone on forge.notes (project_id) where merge_request_iid is null and issue_iid is null;
create index tasks_owner on forge.tasks (project_id, owner_iid);
create index merge_request_events_owner on forge.merge_request_events (project_id, owner_iid);
create index issue_events_owner on forge.issue_events (project_id, owner_iid);
create index attachments_owner on forge.attachments (project_id, owner_iid);

-- `brigade install` says how many these are, and forge.orphans names each.
update forge.notes n set merge_request_iid = null
where n.merge_request_iid is not null and not exists (
    select from forge.merge_requests m where m.project_id = n.project_id and m.iid = n.merge_request_iid);
update forge.notes n set issue_iid = null
where n.issue_iid is not null and not exists (
    select from forge.issues i where i.project_id = n.project_id and i.iid = n.issue_iid);
update forge.tasks t set owner_iid = null
where not exists (select from forge.merge_requests m where m.project_id = t.project_id and m.iid = t.owner_iid);
update forge.merge_request_events e set owner_iid = null
where not exists (select from forge.merge_requests m where m.project_id = e.project_id and m.iid = e.owner_iid);
update forge.issue_events e set owner_iid = null
where not exists (select from forge.issues i where i.project_id = e.project_id and i.iid = e.owner_iid);
update forge.attachments a set owner_iid = null
where not exists (select from forge.issues i where i.project_id = a.project_id and i.iid = a.owner_iid);

-- When its owner is deleted by hand, a row stays, and is the sign that the owner was there.
alter table forge.notes
    add check (merge_request_iid is null or noteable_type = 'merge_request' and merge_request_iid = noteable_iid),
    add check (issue_iid is null or noteable_type = 'issue' and issue_iid = noteable_iid),
    add foreign key (project_id, merge_request_iid) references forge.merge_requests (project_id, iid)
        on delete set null (merge_request_iid),
    add foreign key (project_id, issue_iid) references forge.issues (project_id, iid) on delete set null (issue_iid);
alter table forge.tasks
    add check (owner_iid = merge_request_iid),
    add foreign key (project_id, owner_iid) references forge.merge_requests (project_id, iid)
        on delete set null (owner_iid);
alter table forge.merge_request_events
    add check (owner_iid = iid),
    add foreign key (project_id, owner_iid) references forge.merge_requests (project_id, iid)
        on delete set null (owner_iid);
alter table forge.issue_events
    add check (owner_iid = iid),
    add foreign key (project_id, owner_iid) references forge.issues (project_id, iid) on delete set null (owner_iid);
alter table forge.attachments
    add check (owner_iid = issue_iid),
    add foreign key (project_id, owner_iid) references forge.issues (project_id, iid) on delete set null (owner_iid);
