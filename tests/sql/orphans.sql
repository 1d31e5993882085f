-- What belongs to something that is not here stays, and forge.orphans names it.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
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
    'issue_notes 13 of issue_notes 99',
    'merge_request_events 2/merged/2024-01-01T00:00:00.000000Z/1 of merge_requests 2',
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

-- The foreign keys: which rows are bound to what?
create function pg_temp.bound() returns text language sql as $$
    select string_agg(format('%s %s', thing, numbers), ', ' order by thing) from (
        select thing, string_agg(coalesce(owner::text, '-'), ' ' order by owner nulls last) as numbers from (
            select noteable_type || '_notes' as thing, coalesce(merge_request_iid, issue_iid) as owner from forge.notes
            union all select 'tasks', owner_iid from forge.tasks
            union all select 'merge_request_events', owner_iid from forge.merge_request_events
            union all select 'issue_events', owner_iid from forge.issue_events
            union all select 'attachments', owner_iid from forge.attachments) o
        group by thing) t
$$;
select is(pg_temp.bound(), 'attachments - -, issue_events - -, issue_notes - - - -, merge_request_events - -, '
    'merge_request_notes - - - -, tasks - - -', 'what was written by hand is bound to nothing');
select lives_ok(format('select forge.settle_owners(%s)', :run), 'the end of a run binds it');
select is(pg_temp.bound(), 'attachments 1 2, issue_events 1 2, issue_notes 1 1 1 2, merge_request_events 1 2, '
    'merge_request_notes 1 1 1 2, tasks 1 1 2', 'each row to its own');
select throws_ok(format('update forge.merge_requests set iid = 3 where project_id = %s and iid = 2', :project), '23503',
    null, 'the number of an owner is not changed by hand');
select throws_ok($$ update forge.notes set merge_request_iid = 1 where source_id = 12 $$, '23514', null,
    'nor that of a row alone');
delete from forge.merge_requests where iid = 2;
delete from forge.issues where iid = 2;
select is(pg_temp.bound(), 'attachments 1 -, issue_events 1 -, issue_notes 1 1 1 -, merge_request_events 1 -, '
    'merge_request_notes 1 1 1 -, tasks 1 1 -', 'what belongs to one that was deleted by hand stays, bound to nothing');
select is((select count(*) from forge.orphans where project_id = :project and owner_key = '2'), 6::bigint,
    'and is named');

-- Puts bind what they write.
select t.new_import('acme/bound') as run \gset
select t.put_project(:run, 'bound') as project \gset
delete from forge.notes;
delete from forge.tasks;
delete from forge.merge_request_events;
delete from forge.issue_events;
delete from forge.attachments;
select forge.put_merge_requests(:run, jsonb_build_array(t.merge_request(1))) \g /dev/null
insert into forge.issues (project_id, iid, title, state, source_state, raw) values
(:project, 1, 't', 'opened', 'new', '{}');
create function pg_temp.put(run bigint) returns void language sql as $$
    select forge.put_notes(run, jsonb_build_array(t.note(10), t.note(12, null, '{"noteable_iid": 2}'),
        t.note(10, null, '{"noteable_type": "issue"}'), t.note(12, null, '{"noteable_type": "issue", '
        '"noteable_iid": 2}')));
    select forge.put_tasks(run, jsonb_agg(jsonb_build_object('source_id', n, 'merge_request_iid', n,
        'state', 'RESOLVED', 'content', 't', 'sanitised', false, 'raw', '{}'::jsonb))) from generate_series(1, 2) n;
    select forge.put_merge_request_events(run, jsonb_agg(jsonb_build_object('iid', n, 'kind', 'merged',
        'at', '2024-01-01Z'))) from generate_series(1, 2) n;
    select forge.put_issue_events(run, jsonb_agg(jsonb_build_object('iid', n, 'source_id', 1, 'field', 'state')))
    from generate_series(1, 2) n;
    select forge.put_attachments(run, jsonb_agg(jsonb_build_object('issue_iid', n, 'name', 'a.txt', 'path', 'p',
        'sha256', repeat('0', 64), 'size_bytes', 1, 'sanitised', false, 'raw', '{}'::jsonb)))
    from generate_series(1, 2) n
$$;
select pg_temp.put(:run) \g /dev/null
select is(pg_temp.bound(), 'attachments 1 -, issue_events 1 -, issue_notes 1 -, merge_request_events 1 -, '
    'merge_request_notes 1 -, tasks 1 -', 'a put binds what it writes to what is here');
select forge.put_merge_requests(:run, jsonb_build_array(t.merge_request(2))) \g /dev/null
insert into forge.issues (project_id, iid, title, state, source_state, raw) values
(:project, 2, 't', 'opened', 'new', '{}');
select set_config('forge.read_at', '2030-01-01Z', true), set_config('forge.sync', :'run', true) \g /dev/null
select forge.settle_owners(:run) \g /dev/null
select is(pg_temp.bound(), 'attachments 1 2, issue_events 1 2, issue_notes 1 2, merge_request_events 1 2, '
    'merge_request_notes 1 2, tasks 1 2', 'and the end of the run what came before its owner');
select is((select count(*) from forge.changes where project_id = :project) + (
    select count(*) from forge.notes where changed_at = '2030-01-01Z'), 0::bigint, 'without a change of the source');
select is(current_setting('forge.sync'), :'run', 'the sync goes on as before');
update brigade.runs set project_id = null where id = :run;
delete from forge.projects where id = :project;
select is((select count(*) from forge.notes where project_id = :project), 0::bigint, 'a project goes with all of it');
select * from finish();
rollback;
