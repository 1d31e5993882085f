-- Views for questions: threads, reviews, how long they took, and what happened in order.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
select t.put_user(:import, '{ann}') as ann \gset
select t.put_user(:import, '{bob}') as bob \gset
select t.put_user(:import, '{cy}') as cy \gset
insert into forge.merge_requests (project_id, iid, title, state, source_state, draft, author_id, created_at, merged_at,
    raw) values (:project, 1, 'One', 'merged', 'MERGED', false, :ann, '2026-01-01 10:00Z', '2026-01-02 10:00Z', '{}'),
    (:project, 2, 'Two', 'opened', 'OPEN', false, :ann, '2026-01-05 10:00Z', null, '{}'),
    (:project, 3, 'Gone', 'opened', 'OPEN', false, :ann, '2026-01-06 10:00Z', null, '{}');
update forge.merge_requests set vanished_at = now() where iid = 3;
insert into forge.merge_request_reviewers (project_id, iid, user_id, role, state) values
    (:project, 1, :bob, 'reviewer', 'approved'), (:project, 1, :ann, 'participant', null),
    (:project, 2, :cy, 'reviewer', null);
insert into forge.merge_request_events (project_id, iid, kind, at, user_id) values
    (:project, 1, 'approved', '2026-01-01 14:00Z', :bob), (:project, 1, 'merged', '2026-01-02 10:00Z', :ann);
insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, parent_source_id, discussion_source_id,
    author_id, body, created_at, edited, deleted, pending, anchored, resolved, resolved_at, resolved_by_id, path,
    new_line, vanished_at, raw) values
    (:project, 'merge_request', 1, 11, null, 11, :ann, 'mine', '2026-01-01 11:00Z', false, false, false, false, true,
        '2026-01-01 13:00Z', :ann, 'a.c', 7, null, '{}'),
    (:project, 'merge_request', 1, 12, 11, 11, :bob, 'yours', '2026-01-01 12:00Z', false, false, false, false, false,
        null, null, 'a.c', 7, null, '{}'),
    (:project, 'merge_request', 1, 13, null, 13, :cy, 'no more', '2026-01-01 10:30Z', false, false, false, false, false,
        null, null, null, null, now(), '{}'),
    (:project, 'merge_request', 2, 21, null, 21, :ann, 'to myself', '2026-01-05 11:00Z', false, false, false, false,
        false, null, null, null, null, null, '{}'),
    (:project, 'merge_request', 2, 22, null, 22, :cy, '', '2026-01-05 12:00Z', false, true, false, false, false, null,
        null, null, null, null, '{}'),
    (:project, 'merge_request', 2, 23, null, 23, :ann, 'settled once', null, false, false, false, false, true, null,
        null, null, null, null, '{}'),
    (:project, 'merge_request', 3, 31, null, 31, :bob, 'to what is gone', '2026-01-06 11:00Z', false, false, false,
        false, true, '2026-01-06 12:00Z', :ann, null, null, null, '{}');
insert into forge.tasks (project_id, source_id, merge_request_iid, state, content, creator_id, created_at,
    note_source_id, raw) values (:project, 5, 1, 'UNRESOLVED', 'Do it', :bob, '2026-01-01 12:30Z', 12, '{}'),
    (:project, 6, 2, 'RESOLVED', 'Done', :bob, '2026-01-05 13:00Z', null, '{}'),
    (:project, 7, 3, 'RESOLVED', 'Gone', :bob, '2026-01-06 13:00Z', null, '{}');
insert into forge.merge_request_events (project_id, iid, kind, at, user_id) values
    (:project, 3, 'approved', '2026-01-06 14:00Z', :bob);
insert into forge.merge_requests (project_id, iid, title, state, source_state, draft, author_id, created_at, closed_at,
    closed_by_id, raw) values (:project, 4, 'Four', 'closed', 'DECLINED', false, :ann, '2026-01-07 10:00Z',
    '2026-01-08 10:00Z', :cy, '{}');
insert into forge.issues (project_id, iid, title, author_id, created_at, state, source_state, raw)
values (:project, 9, 'Nine', :cy, '2026-02-01Z', 'opened', 'new', '{}');
insert into forge.issue_events (project_id, iid, source_id, field, user_id, at, old_value, new_value)
values (:project, 9, 1, 'state', :bob, '2026-02-02Z', 'new', 'resolved');

select results_eq($$ select noteable_iid, thread, notes, people, path, line::bigint, resolved, body, undeleted, url
    from forge.threads order by thread $$, $$ values
    (1::bigint, 11::bigint, 2::bigint, 2::bigint, 'a.c', 7::bigint, true, 'mine', 2::bigint,
        'https://bitbucket.org/acme/widgets/pull-requests/1#comment-11'),
    (2, 21, 1, 1, null, null, false, 'to myself', 1, 'https://bitbucket.org/acme/widgets/pull-requests/2#comment-21'),
    (2, 22, 1, 1, null, null, false, '', 0, 'https://bitbucket.org/acme/widgets/pull-requests/2#comment-22'),
    (2, 23, 1, 1, null, null, true, 'settled once', 1,
        'https://bitbucket.org/acme/widgets/pull-requests/2#comment-23') $$,
    'a thread is its first comment with what answers it, without what has vanished, also with its merge request');
select results_eq($$ select r.iid, u.key, r.role, r.state, r.is_author, r.decided_at, r.comments from forge.reviews r
    join forge.users u on u.id = r.user_id order by 1, 2 $$, $$ values
    (1::bigint, '{ann}', 'participant', null, true, null::timestamptz, 1::bigint),
    (1, '{bob}', 'reviewer', 'approved', false, '2026-01-01 14:00Z', 1),
    (2, '{cy}', 'reviewer', null, false, null, 0) $$, 'a review says what came of it, and when');
select results_eq($$ select l.iid, u.key, l.first_review_after, l.approved_after, l.merged_after
    from forge.review_latency l left join forge.users u on u.id = l.first_reviewer_id order by 1 $$, $$ values
    (1::bigint, '{bob}', interval '2 hours', interval '4 hours', interval '1 day'),
    (2, '{cy}', interval '2 hours', null, null), (4, null, null, null, null) $$,
    'the first review is the first word of somebody else; what the author says is none');
select results_eq($$ select t.what, u.key, t.words from forge.timeline t left join forge.users u on u.id = t.user_id
    where t.noteable_type = 'merge_request' and t.noteable_iid = 1 order by t.at $$, $$ values
    ('created', '{ann}', 'One'), ('commented', '{ann}', 'mine'), ('answered', '{bob}', 'yours'),
    ('task', '{bob}', 'Do it'), ('resolved', '{ann}', null), ('approved', '{bob}', null), ('merged', '{ann}', null) $$,
    'what happened to a merge request comes in order');
select results_eq($$ select t.noteable_iid, t.at, t.what, u.key, t.words from forge.timeline t
    left join forge.users u on u.id = t.user_id where t.noteable_type = 'merge_request' and t.noteable_iid > 1
      and t.what not in ('created', 'commented', 'task') order by 1, 3 $$, $$ values
    (2::bigint, null::timestamptz, 'resolved', null, null), (2, null, 'task done', null, 'Done'),
    (4, '2026-01-08 10:00Z', 'closed', '{cy}', null) $$,
    'what was settled without a time is there, and so is an end that no event tells; what has vanished is not');
select is((select count(*) from forge.timeline t where t.noteable_type = 'merge_request' and t.noteable_iid = 3),
    0::bigint, 'nothing of a merge request that has vanished is');
select results_eq($$ select what, words, url from forge.timeline where noteable_type = 'issue' order by at $$, $$ values
    ('created', 'Nine', 'https://bitbucket.org/acme/widgets/issues/9'),
    ('state', 'new -> resolved', 'https://bitbucket.org/acme/widgets/issues/9') $$, 'and to an issue');
update forge.projects set raw = '{"links": {"html": {"href": "javascript:alert(1)"}}}' where id = :project;
select is((select url from forge.threads where thread = 11),
    'https://bitbucket.org/acme/widgets/pull-requests/1#comment-11', 'an address that is none of the web is not taken');

-- What a reader sees.
create role brigade_test_viewer in role brigade_requester;
set local role brigade_test_viewer;
select is((select count(*) from forge.threads) + (select count(*) from forge.reviews) + (
    select count(*) from forge.review_latency) + (select count(*) from forge.timeline), 0::bigint,
    'who sees no project sees none of it');
reset role;

select * from finish();
rollback;
