-- Merge requests and their reviewers and tasks: upserted by their numbers, and nothing written when nothing changed.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
select t.put_user(:import, 'ann') as ann \gset
select t.put_user(:import, 'ben') as ben \gset
-- Where each row stands: it moves when it is written.
create function pg_temp.places() returns text language sql as $$
    select string_agg(p, ' ') from (
        select 'm' || iid || ctid::text from forge.merge_requests union all select 'r' || iid || user_id || ctid::text
            from forge.merge_request_reviewers
        union all select 't' || source_id || ctid::text from forge.tasks order by 1) x(p)
$$;

select forge.put_merge_requests(:import, jsonb_build_array(
    t.merge_request(2, '{"author": "ann", "description": "Why", "draft": true, "close_source_branch": true, '
        '"comment_count": 3, "task_count": 1,
        "source_branch": "topic", "target_branch": "main", "source_full_name": "ann/fork",
        "created_at": "2020-01-02T03:04:05.6+01:00", "updated_at": "2020-02-01T00:00:00Z"}'),
    t.merge_request(1, '{"state": "closed", "source_state": "DECLINED", "author": null, "closed_by": "ben", '
        '"close_reason": "No"}'),
    t.merge_request(3, '{"state": "merged", "source_state": "MERGED", "author": "somebody unknown", '
        '"merge_commit_sha": "cccccccccccc"}')));
select results_eq(format('select iid, title, state, source_state, draft, author_id, closed_by_id, close_reason from '
    'forge.merge_requests where project_id = %s order by iid', :project),
    format($$ values (1::bigint, 'Title 1', 'closed', 'DECLINED', false, null::bigint, %2$s::bigint, 'No'),
        (2, 'Title 2', 'opened', 'OPEN', true, %1$s, null, null),
       (3, 'Title 3', 'merged', 'MERGED', false, null, null, null) $$, :ann, :ben),
           'merge requests are stored, with people by their keys');
select results_eq(format('select description, source_branch, target_branch, source_full_name, close_source_branch, '
    'comment_count, task_count, created_at, updated_at
    from forge.merge_requests where project_id = %s and iid = 2', :project),
    $$ values ('Why', 'topic', 'main', 'ann/fork', true, 3::bigint, 1::bigint, timestamptz '2020-01-02 02:04:05.6Z',
        timestamptz '2020-02-01 00:00Z') $$, 'with all their fields');
select is((select count(*) from forge.merge_requests where merged_at is not null or closed_at is not null), 0::bigint,
    'dates of merge and close are not guessed');

-- Idempotence.
select pg_temp.places() as places \gset
select forge.put_merge_requests(:import,
    jsonb_build_array(t.merge_request(3, '{"state": "merged", "source_state": "MERGED", "author": "somebody unknown", '
    '"merge_commit_sha": "cccccccccccc"}'))) \g /dev/null
select is(pg_temp.places(), :'places', 'a second put of the same writes nothing');

-- What a later stage found out stays while it still fits.
update forge.merge_requests set source_sha = repeat('a', 40), target_sha = repeat('b', 40),
    merge_commit_sha = repeat('c', 40), merged_at = '2020-03-01', closed_by_id = :ben where iid = 3;
select forge.put_merge_requests(:import,
    jsonb_build_array(t.merge_request(3,
    '{"state": "merged", "source_state": "MERGED", "title": "New title", "merge_commit_sha": "cccccccccccc"}')))
    \g /dev/null
select results_eq(format('select title, length(source_sha), length(target_sha), length(merge_commit_sha), merged_at, '
    'closed_by_id from forge.merge_requests where project_id = %s and iid = 3', :project),
    format($$ values ('New title', 40, 40, 40, timestamptz '2020-03-01', %s::bigint) $$, :ben),
    'a second put keeps whole hashes, the date and the actor of the merge');
select forge.put_merge_requests(:import,
    jsonb_build_array(t.merge_request(3, '{"state": "merged", "source_state": "MERGED", "source_sha": "dddddddddddd", '
    '"merge_commit_sha": null}'))) \g /dev/null
select results_eq(format('select source_sha, target_sha, merge_commit_sha from forge.merge_requests where project_id = '
    '%s and iid = 3', :project),
    $$ values ('dddddddddddd', repeat('b', 40), null::text) $$, 'a hash that changed is taken as given');
update forge.merge_requests set closed_by_id = :ann where iid = 1;
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(1))) \g /dev/null
select results_eq(format('select state, source_state, closed_by_id, close_reason from forge.merge_requests where '
    'project_id = %s and iid = 1', :project),
    $$ values ('opened', 'OPEN', null::bigint, null::text) $$, 'who closed it goes when it is open again');

-- An author that was not known, and is now.
select t.put_user(:import, 'cy') as cy \gset
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(4, '{"author": "dee"}'))) \g /dev/null
select t.put_user(:import, 'dee') as dee \gset
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(4, '{"author": "dee"}'))) \g /dev/null
select is((select author_id from forge.merge_requests where iid = 4), :dee::bigint,
    'an author who became known is written, though the object is the same');

select throws_ok(format('select forge.put_merge_requests(%s, jsonb_build_array(t.merge_request(9, ''{"state": '
    '"lost"}'')))', :import), '23514', null, 'a state that is none is refused');
select throws_ok(format('select forge.put_merge_requests(%s, jsonb_build_array(t.merge_request(9, ''{"source_sha": '
    '"ABCXYZ"}'')))', :import), '23514', null, 'a hash that is none is refused');
select throws_ok(format('select forge.put_merge_requests(%s, jsonb_build_array(t.merge_request(9, ''{"title": '
    'null}'')))', :import), '23502', null, 'no title is refused');
select lives_ok(format('select forge.put_merge_requests(%s, ''[]'')', :import), 'nothing is nothing');

-- Reviewers: what is given is what there is.
create temp view reviewers as select r.iid, u.key, r.role, r.state, r.participated_at
    from forge.merge_request_reviewers r join forge.users u on u.id = r.user_id;
select forge.put_merge_request_reviewers(:import,
    '[{"iid": 1, "people": [{"user": "ben", "role": "reviewer", "state": "approved", "participated_at": '
    '"2020-01-01T00:00:00Z"},
    {"user": "ann", "role": "participant"}, {"user": "unknown", "role": "reviewer"}]},
    {"iid": 2, "people": [{"user": "ann", "role": "reviewer", "state": "changes_requested"}]}]');
select results_eq('select * from reviewers order by iid, key', $$ values (1::bigint, 'ann', 'participant', null::text,
    null::timestamptz),
    (1, 'ben', 'reviewer', 'approved', '2020-01-01 00:00Z'), (2, 'ann', 'reviewer', 'changes_requested', null) $$,
        'reviewers and participants are stored');
select pg_temp.places() as places \gset
select forge.put_merge_request_reviewers(:import,
    '[{"iid": 2, "people": [{"user": "ann", "role": "reviewer", "state": "changes_requested"}]}]') \g /dev/null
select is(pg_temp.places(), :'places', 'the same again writes nothing');
select forge.put_merge_request_reviewers(:import,
    '[{"iid": 1, "people": [{"user": "ben", "role": "reviewer", "state": null}]}]') \g /dev/null
select results_eq('select iid, key, state from reviewers order by iid, key', $$ values (1::bigint, 'ben', null::text),
    (2, 'ann', 'changes_requested') $$,
    'who is no longer a reviewer goes, an approval that was taken back too, other merge requests stay');
select forge.put_merge_request_reviewers(:import, '[{"iid": 1, "people": []}]') \g /dev/null
select is((select count(*) from reviewers where iid = 1), 0::bigint, 'a merge request may have none');

-- Tasks.
create function pg_temp.task(id bigint, more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('source_id', id, 'merge_request_iid', 1, 'state', 'UNRESOLVED', 'content', 'Do it',
        'sanitised', false, 'raw', jsonb_build_object('id', id) || more) || more $$;
select forge.put_tasks(:import, jsonb_build_array(pg_temp.task(1, '{"creator": "ann", "note_source_id": 10}'),
    pg_temp.task(2,
        '{"state": "RESOLVED", "creator": "ben", "resolved_by": "ann", "resolved_at": "2020-01-01T00:00:00Z"}')));
select results_eq(format('select source_id, note_source_id, state, creator_id, resolved_by_id, resolved_at from '
    'forge.tasks where project_id = %s order by 1', :project),
    format($$ values (1::bigint, 10::bigint, 'UNRESOLVED', %1$s::bigint, null::bigint, null::timestamptz),
        (2, null, 'RESOLVED', %2$s, %1$s, '2020-01-01 00:00Z') $$, :ann, :ben), 'tasks are stored');
select pg_temp.places() as places \gset
select forge.put_tasks(:import, jsonb_build_array(pg_temp.task(1, '{"creator": "ann", "note_source_id": 10}')))
    \g /dev/null
select is(pg_temp.places(), :'places', 'the same task again writes nothing');
select forge.put_tasks(:import,
    jsonb_build_array(pg_temp.task(1, '{"state": "RESOLVED", "creator": "ann", "content": "Done"}'))) \g /dev/null
select is((select state || content from forge.tasks where source_id = 1), 'RESOLVEDDone',
    'a task that changed is written');

select lives_ok(format('select forge.put_tasks(%s, jsonb_build_array(pg_temp.task(7), pg_temp.task(7)))', :import),
    'a task may stand twice on a page');
select is((select count(*) from forge.tasks where source_id = 7), 1::bigint, 'and is one row');

-- Where the source gives the account of somebody and not the uuid that we know, it is the same person.
select t.put_user(:import, '{fay}', '{"account_id": "af"}') as fay \gset
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(5, '{"author": "af", "closed_by": "af"}')))
    \g /dev/null
select results_eq('select author_id, closed_by_id from forge.merge_requests where iid = 5',
    format('values (%1$s::bigint, %1$s::bigint)', :fay), 'author and closer are known by the account');
select forge.put_merge_request_reviewers(:import,
    '[{"iid": 5, "people": [{"user": "af", "role": "reviewer"}, {"user": "{fay}", "role": "participant", "state": '
    '"approved"}]}]') \g /dev/null
select results_eq('select key, role, state from reviewers where iid = 5', $$
    values ('{fay}', 'reviewer', 'approved') $$, 'a reviewer too, once, with all that is said');
select forge.put_merge_request_reviewers(:import, '[{"iid": 5, "people": [{"user": "af", "role": "reviewer"}]}]')
    \g /dev/null
select results_eq('select key, role, state from reviewers where iid = 5', $$
    values ('{fay}', 'reviewer', null::text) $$, 'a reviewer alone');
select forge.put_tasks(:import, jsonb_build_array(pg_temp.task(8, '{"creator": "af", "resolved_by": "af"}')))
    \g /dev/null
select results_eq('select creator_id, resolved_by_id from forge.tasks where source_id = 8',
    format('values (%1$s::bigint, %1$s::bigint)', :fay), 'who made and resolved a task');
select forge.put_merge_request_events(:import,
    '[{"iid": 5, "kind": "approved", "at": "2020-01-01T00:00:00Z", "user": "{fay}"}, {"iid": 5, "kind": "approved", '
    '"at": "2020-01-01T00:00:00Z", "user": "af"}]') \g /dev/null
select results_eq('select user_id from forge.merge_request_events where iid = 5', format('values (%s::bigint)', :fay),
    'what happened is not doubled');
-- An account that is deleted later is null in the same entry; one that was null may be known later.
select forge.put_merge_request_events(:import,
    '[{"iid": 5, "kind": "approved", "at": "2020-01-01T00:00:00Z", "user": null}, {"iid": 5, "kind": "updated", '
    '"at": "2020-01-02T00:00:00Z", "user": null}]') \g /dev/null
select forge.put_merge_request_events(:import,
    '[{"iid": 5, "kind": "updated", "at": "2020-01-02T00:00:00Z", "user": "ann"}, {"iid": 5, "kind": "updated", '
    '"at": "2020-01-02T00:00:00Z", "user": "ben"}]') \g /dev/null
select results_eq('select kind, user_id from forge.merge_request_events where iid = 5 order by kind, user_id',
    format($$ values ('approved', %s::bigint), ('updated', %s), ('updated', %s) $$, :fay, :ann, :ben),
    'nor when its actor goes, or comes; two actors are two');

-- A second import of the same project by the same role writes the same rows.
select t.new_import('acme/widgets') as again \gset
select is(t.put_project(:again), :project::bigint, 'a second import has the same project');
select forge.put_merge_requests(:again, jsonb_build_array(t.merge_request(4, '{"author": "dee", "title": "Again"}')))
    \g /dev/null
select results_eq('select project_id, iid, title from forge.merge_requests where iid = 4',
    format('values (%s::bigint, 4::bigint, ''Again'')', :project), 'and updates its rows in place');

select * from finish();
rollback;
