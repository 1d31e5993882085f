-- What a workspace is asked once: its people, and what its host has withdrawn; and estimates of a whole workspace.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
insert into brigade.imports (source) values ('acme') returning id as parent \gset
select forge.put_users(:parent, '[{"uuid": "{ann}", "display_name": "Ann", "sanitised": false, "raw": {}},
    {"uuid": "{ben}", "display_name": "Ben", "sanitised": false, "raw": {}}]') \g /dev/null
select brigade.put_children(:parent, '[{"slug": "Api"}, {"slug": "web"}]') \g /dev/null
select id as api from brigade.imports where slug = 'api' \gset
select id as web from brigade.imports where slug = 'web' \gset
select t.put_project(:api, '{api}'), t.put_project(:web, '{web}') \g /dev/null

select is_empty(format($$ select * from brigade.workspace_list(%s, 'members') $$, :api),
    'before the workspace was told of its people, a repository asks by itself');
select brigade.put_pages(:parent, '[{"thing": "members", "list": "members", "page": 1, "job": "members/1",
    "announced": 2, "keys": ["{ann}", "{ben}"], "is_last": true}, {"thing": "permissions", "list": "permissions",
    "page": 1, "job": "permissions/1", "announced": 3, "keys": ["api {ann}", "web {ann}"], "is_last": true}]')
    \g /dev/null
select brigade.put_workspace_members(:parent, '[{"user": "{ann}"}, {"user": "{ben}"},
    {"user": "{ann}", "slug": "Api", "permission": "admin"}, {"user": "{ann}", "slug": "web", "permission": "read"}]')
    \g /dev/null
select is((select count(*) from brigade.workspace_list(:api, 'members')), 1::bigint, 'then it need not');
select is_empty(format($$ select * from brigade.workspace_list(%s, 'permissions') $$, :api),
    'a list that showed fewer than it announced is not enough');
update brigade.pages set announced = 2 where run_id = :parent and list = 'permissions';
select is((select count(*) from brigade.workspace_list(:web, 'permissions')), 1::bigint, 'a whole one is');
select forge.take_members(:api, '[{"list": "members", "job": "members/1"}, {"list": "permissions",
    "job": "permissions/1"}]') \g /dev/null
select results_eq(format($$ select u.key, m.permission from forge.members m join forge.users u on u.id = m.user_id
    join brigade.runs i on i.project_id = m.project_id where i.id = %s order by 1 $$, :api),
    $$ values ('{ann}', 'admin'), ('{ben}', null) $$, 'each repository takes its own');
select results_eq(format($$ select list, announced, seen, is_whole from brigade.lists where run_id = %s order by 1 $$,
    :api), $$ values ('members' collate "C", 2::bigint, 2::bigint, true), ('permissions', 1, 1, true) $$,
    'and reconciles them as its lists');
insert into brigade.omissions (run_id, stage, key, reason, message)
values (:parent, 'users', 'workspace_members', 'forbidden', 'You may not.');
delete from brigade.pages where run_id = :parent and list = 'members';
select is((select reason from brigade.workspace_list(:web, 'members')), 'forbidden', 'a note is taken, too');

select is(brigade.is_withdrawn('https://api.example', 'issues'), false, 'nothing is withdrawn that nobody said');
select brigade.put_withdrawals(:api, '[{"server": "https://api.example", "thing": "issues", "message": "gone"}]')
    \g /dev/null
select is(brigade.is_withdrawn('https://api.example', 'issues'), true, 'it is remembered');
select is(brigade.is_withdrawn('https://other.example', 'issues'), false, 'of that server alone');
update brigade.withdrawals set seen_at = now() - interval '25 hours';
select is(brigade.is_withdrawn('https://api.example', 'issues'), false, 'for a day');
select is_empty('select from brigade.omissions where run_id = ' || :api, 'it is no note of an import');

-- Estimates of what is under way.
select is((select sum(requests_left) from brigade.estimate(:parent)),
    3 + (select sum(e.requests_left) from brigade.runs r cross join brigade.estimate(r.id) e
         where r.parent_id = :parent), 'a workspace is the sum of its repositories, and what it asks itself');
select results_eq('select comments, tasks, resolutions, probes from brigade.estimate_ways(' || :parent || ')',
    $$ values ('proved', 'every', 'sample', 'unknown'), ('proved', 'every', 'sample', 'answered'),
        ('proved', 'every', 'every', 'unknown'), ('proved', 'shown', 'sample', 'unknown'),
        ('proved', 'sampled', 'sample', 'unknown'), ('lists', 'every', 'sample', 'unknown'),
        ('lists', 'shown', 'sample', 'unknown') $$,
    'with every way of reading');
select ok((select bool_and(requests > 0 and hours is not null and leaves_out <> '')
    from brigade.estimate_ways(:parent)),
    'what it takes and what it leaves out');

-- A person cancels an import of a workspace.
insert into brigade.imports (source) values ('other') returning id as other \gset
update brigade.runs set state = 'running' where id = :other;
select brigade.put_children(:other, '[{"slug": "kept"}, {"slug": "dropped"}]') \g /dev/null
select t.at_stage(:other, 'workspace', 2) \g /dev/null
update brigade.jobs set kind = 'child', key = case key when 'k1' then 'kept' else 'dropped' end where run_id = :other;
select id as kept from brigade.imports where slug = 'kept' \gset
select id as dropped from brigade.imports where slug = 'dropped' \gset
select brigade.cancel(:dropped) \g /dev/null
select is_empty('select from brigade.failures_of(' || :other || ')', 'a repository that was cancelled is no failure');
select results_eq('select key, reason, message from brigade.omissions where run_id = ' || :other,
    format($$ values ('dropped', 'cancelled', 'import %s was cancelled') $$, :dropped), 'it is a note');
select is_empty(format('select from brigade.imports_to_verify() v where v.id = %s', :dropped), 'it promises nothing');
select results_eq(format('select id from brigade.imports_to_verify(%s)', :dropped), array[:dropped::bigint],
    'but to who asks for it by its number');
select is(brigade.set_priority(:other, -2), 'running', 'a workspace is given another priority');
select results_eq('select priority from brigade.runs where id in (' || :other || ', ' || :kept || ', ' || :dropped
    || ') order by id', 'values (-2), (0), (-2)', 'and so are its repositories that have not ended');
select throws_ok(format('select brigade.set_priority(%s, 1)', :dropped), '55000', null, 'one that has ended is not');
select brigade.cancel(:other) \g /dev/null
select is_empty('select from brigade.failures_of(' || :other || ')', 'no more are those that go with their workspace');
select is((select array_agg(key order by key) from brigade.omissions where run_id = :other and reason = 'cancelled'),
    array['dropped', 'kept'], 'which are notes, too');
select throws_ok(format('select brigade.retry(%s)', :other), '55000', null, 'and nothing of it can be tried again');
select is_empty('select * from t.miscounts() m where m.import = ' || :other, 'and the counts agree');

select * from finish();
rollback;
