-- What belongs to something that is not here stays, and forge.orphans names it.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select plan(4);
select t.new_import('acme/alone') as run \gset
select forge.put_project(:run, jsonb_build_array(jsonb_build_object('source_uuid', '{alone}', 'full_name', 'acme/alone',
    'name', 'alone', 'slug', 'alone', 'visibility', 'private', 'sanitised', false, 'raw', '{}'::jsonb))) \g /dev/null
select project_id as project from brigade.runs where id = :run \gset
insert into forge.merge_requests (project_id, iid, title, state, source_state, draft, raw) values
(:project, 1, 't', 'opened', 'OPEN', false, '{}');
insert into forge.issues (project_id, iid, title, state, source_state, raw) values
(:project, 1, 't', 'opened', 'new', '{}');
insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, parent_source_id, discussion_source_id,
    body, edited, deleted, pending, anchored, raw)
select :project, k.type, n.iid, n.id, n.parent, n.id, 'x', false, false, false, false, '{}'
from (values ('merge_request'), ('issue')) k(type)
cross join (values (1, 10, null::bigint), (1, 11, 10), (2, 12, null), (1, 13, 99)) n(iid, id, parent);
insert into forge.tasks (project_id, source_id, merge_request_iid, note_source_id, state, content, raw) values
(:project, 1, 1, 10, 'RESOLVED', 't', '{}'), (:project, 2, 2, null, 'RESOLVED', 't', '{}'),
(:project, 3, 1, 77, 'RESOLVED', 't', '{}');
insert into forge.merge_request_events (project_id, iid, kind, at) values
(:project, 1, 'merged', '2024-01-01Z'), (:project, 2, 'merged', '2024-01-01Z');
insert into forge.issue_events (project_id, iid, source_id, field) values
(:project, 1, 1, 'state'), (:project, 2, 1, 'state');
insert into forge.attachments (project_id, issue_iid, name, path, sha256, size_bytes, raw)
select :project, n, 'a.txt', 'p', repeat('0', 64), 1, '{}' from generate_series(1, 2) n;

select results_eq(format($$ select thing || ' ' || key || ' of ' || belongs_to || ' ' || owner_key from forge.orphans
    where project_id = %s order by 1 $$, :project), array[
    'attachments 2/a.txt of issues 2', 'issue_events 2/1/state of issues 2', 'issue_notes 12 of issues 2',
    'issue_notes 13 of issue_notes 99', 'merge_request_events 2/merged/2024-01-01T00:00:00.000000Z of merge_requests 2',
    'merge_request_notes 12 of merge_requests 2', 'merge_request_notes 13 of merge_request_notes 99',
    'tasks 2 of merge_requests 2', 'tasks 3 of merge_request_notes 77'],
    'each row that stands alone is named, and no other');
insert into forge.merge_requests (project_id, iid, title, state, source_state, draft, raw) values
(:project, 2, 't', 'opened', 'OPEN', false, '{}');
select is((select count(*) from forge.orphans where project_id = :project and belongs_to = 'merge_requests'), 0::bigint,
    'what comes later takes its own up');
insert into forge.issues (project_id, iid, title, state, source_state, raw) values
(:project, 2, 't', 'opened', 'new', '{}');
select is((select count(*) from forge.orphans where project_id = :project and belongs_to = 'issues'), 0::bigint,
    'an issue, too');
select is((select count(*) from forge.orphans where project_id <> :project), 0::bigint, 'no other project has any');
select * from finish();
rollback;
