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
    2 + (select sum(e.requests_left) from brigade.runs r cross join brigade.estimate(r.id) e
         where r.parent_id = :parent), 'a workspace is the sum of its repositories, and what it asks itself');
select results_eq('select comments, tasks from brigade.estimate_ways(' || :parent || ')',
    $$ values ('proved', 'every'), ('proved', 'shown'), ('proved', 'sampled'), ('lists', 'every'),
        ('lists', 'shown') $$,
    'with every way of reading');
select ok((select bool_and(requests > 0 and hours is not null and leaves_out <> '')
    from brigade.estimate_ways(:parent)),
    'what it takes and what it leaves out');

select * from finish();
rollback;
