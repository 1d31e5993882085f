-- See "Which rows may stand alone?" in sql/README. A row whose owner came after it is bound when the run ends: until
-- then the owner is looked for.
create or replace view forge.orphans as
select p.id as project_id, o.thing, o.key, o.belongs_to, o.owner_key
from forge.projects p
cross join lateral (
    -- For each project by itself, so that who asks for one reads no other.
    select 'merge_request_notes' as thing, n.source_id::text as key, 'merge_requests' as belongs_to,
           n.noteable_iid::text as owner_key
    from forge.notes n
    where n.project_id = p.id and n.noteable_type = 'merge_request' and n.merge_request_iid is null
      and n.issue_iid is null and not exists (
        select from forge.merge_requests m where m.project_id = p.id and m.iid = n.noteable_iid)
    union all
    select 'tasks', t.source_id::text, 'merge_requests', t.merge_request_iid::text
    from forge.tasks t
    where t.project_id = p.id and t.owner_iid is null and not exists (
        select from forge.merge_requests m where m.project_id = p.id and m.iid = t.merge_request_iid)
    union all
    select 'tasks', t.source_id::text, 'merge_request_notes', t.note_source_id::text
    from forge.tasks t
    where t.project_id = p.id and t.note_source_id is not null and not exists (
        select from forge.notes n where n.project_id = p.id and n.noteable_type = 'merge_request'
            and n.source_id = t.note_source_id)
    union all
    select 'merge_request_events', format('%s/%s/%s', e.iid, e.kind,
               to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'merge_requests', e.iid::text
    from forge.merge_request_events e
    where e.project_id = p.id and e.owner_iid is null and not exists (
        select from forge.merge_requests m where m.project_id = p.id and m.iid = e.iid)
    union all
    select 'issue_notes', n.source_id::text, 'issues', n.noteable_iid::text
    from forge.notes n
    where n.project_id = p.id and n.noteable_type = 'issue' and n.merge_request_iid is null
      and n.issue_iid is null and not exists (
        select from forge.issues i where i.project_id = p.id and i.iid = n.noteable_iid)
    union all
    select 'issue_events', format('%s/%s/%s', e.iid, e.source_id, e.field), 'issues', e.iid::text
    from forge.issue_events e
    where e.project_id = p.id and e.owner_iid is null and not exists (
        select from forge.issues i where i.project_id = p.id and i.iid = e.iid)
    union all
    select 'attachments', format('%s/%s', a.issue_iid, a.name), 'issues', a.issue_iid::text
    from forge.attachments a
    where a.project_id = p.id and a.owner_iid is null and not exists (
        select from forge.issues i where i.project_id = p.id and i.iid = a.issue_iid)
    union all
    select n.noteable_type || '_notes', n.source_id::text, n.noteable_type || '_notes', n.parent_source_id::text
    from forge.notes n
    where n.project_id = p.id and n.parent_source_id is not null and not exists (
        select from forge.notes a where a.project_id = p.id and a.noteable_type = n.noteable_type
            and a.source_id = n.parent_source_id)) o;
comment on view forge.orphans is
$$Which rows belong to something that is not here? What they belong to failed, or no list of the source showed it;
brigade.missing says which. No row: all of a project hangs together$$;
comment on column forge.orphans.project_id is 'Project';
comment on column forge.orphans.thing is 'What stands alone: a thing of brigade.things, or merge_request_events';
comment on column forge.orphans.key is 'Which one, as in brigade.holdings';
comment on column forge.orphans.belongs_to is 'Thing that it belongs to';
comment on column forge.orphans.owner_key is 'Which one of those, as in brigade.holdings';
