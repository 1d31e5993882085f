-- People: whatever the order in which their objects arrive, the fullest wins; what the user filled in stays.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset

create function pg_temp.person(uuid text, name text, more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('uuid', uuid, 'display_name', name, 'sanitised', false, 'raw',
        jsonb_build_object('uuid', uuid, 'display_name', name) || more)
        || more
$$;
create function pg_temp.put(variadic people jsonb[]) returns void language sql as
$$ select forge.put_users((select max(id) from brigade.imports), to_jsonb(people)) $$;
create function pg_temp.found(key text) returns text language sql as
$$ select format('%s %s %s %s', u.display_name, u.account_id, u.nickname, u.type) from forge.users u
    where u.key = found.key $$;

\set full '\'{"account_id": "a1", "nickname": "ann", "type": "user"}\'::jsonb'

select pg_temp.put(pg_temp.person('{1}', 'Ann', :full)) \g /dev/null
select is(pg_temp.found('{1}'), 'Ann a1 ann user', 'a person is stored');
select id, ctid as place from forge.users where key = '{1}' \gset
select pg_temp.put(pg_temp.person('{1}', 'Ann')) \g /dev/null
select is(pg_temp.found('{1}'), 'Ann a1 ann user', 'a thinner object that comes later changes nothing');
select pg_temp.put(pg_temp.person('{2}', 'Bob')) \g /dev/null
select pg_temp.put(pg_temp.person('{2}', 'Bob', :full || '{"account_id": "a2"}')) \g /dev/null
select is(pg_temp.found('{2}'), 'Bob a2 ann user', 'a fuller object that comes later wins');
select pg_temp.put(pg_temp.person('{3}', 'Cy'), pg_temp.person('{3}', 'Cy', :full),
    pg_temp.person('{3}', 'Cy', '{"type": "user"}')) \g /dev/null
select is(pg_temp.found('{3}'), 'Cy a1 ann user', 'within one page too, the fullest wins');
select is((select count(*) from forge.users where key = '{3}'), 1::bigint, 'and is one row');

select ctid as place from forge.users where key = '{1}' \gset
select pg_temp.put(pg_temp.person('{1}', 'Ann', :full)) \g /dev/null
select is((select ctid::text from forge.users where key = '{1}'), :'place', 'the same object again writes nothing');
select is((select id from forge.users where key = '{1}'), :id::bigint, 'a person keeps the number');

-- Every order of three objects gives the same row.
create function pg_temp.in_order(a integer, b integer, c integer) returns text language plpgsql as $$
declare
    objects jsonb[] := array[pg_temp.person('{o}', 'Oz'), pg_temp.person('{o}', 'Oz', '{"type": "user"}'),
                             pg_temp.person('{o}', 'Oz', '{"type": "user", "nickname": "oz", "account_id": "ao"}')];
begin
    delete from forge.users where key = '{o}';
    perform pg_temp.put(objects[a]), pg_temp.put(objects[b]), pg_temp.put(objects[c]);
    return pg_temp.found('{o}');
end $$;
select is(pg_temp.in_order(a, b, c), 'Oz ao oz user', format('order %s %s %s', a, b, c))
from generate_series(1, 3) a, generate_series(1, 3) b, generate_series(1, 3) c where a <> b and b <> c and a <> c;

-- What the user filled in.
update forge.users set mapped_to = 'ann@destination' where key = '{1}';
select pg_temp.put(pg_temp.person('{1}', 'Ann of Acme', :full || '{"zoneinfo": "UTC"}')) \g /dev/null
select is((select display_name || ' ' || mapped_to from forge.users where key = '{1}'), 'Ann of Acme ann@destination',
    'mapped_to is never touched');

-- Names say nothing about who somebody is.
select pg_temp.put(pg_temp.person('{4}', 'Sam', '{"nickname": "sam"}'),
    pg_temp.person('{5}', 'Sam', '{"nickname": "sam"}')) \g /dev/null
select is((select count(*) from forge.users where display_name = 'Sam'), 2::bigint,
    'two people of the same name are two rows');

-- An account that was closed.
select pg_temp.put(pg_temp.person('{6}', 'Dee', :full)) \g /dev/null
select pg_temp.put(pg_temp.person('{6}', 'Former user')) \g /dev/null
select is(split_part(pg_temp.found('{6}'), ' a1', 1), 'Former user',
    'a closed account becomes Former user, thin as its object is');
select is((select account_id from forge.users where key = '{6}'), 'a1', 'and keeps what it is known by');
select is((select count(*) from forge.users where key = '{6}'), 1::bigint, 'as the same row');

-- A stub that says no name takes none away, whenever it comes.
select pg_temp.found('{1}') as before \gset
select pg_temp.put('{"uuid": "{1}", "type": "user", "sanitised": false, "raw": {"uuid": "{1}", "type": "user"}}')
    \g /dev/null
select is(pg_temp.found('{1}'), :'before', 'an object without a name does not replace one that has it');

-- Apps have no nickname; old exports know an account alone.
select pg_temp.put(pg_temp.person('{7}', 'Pipelines', '{"type": "app_user"}')) \g /dev/null
select is(pg_temp.found('{7}'), 'Pipelines   app_user', 'an app has no nickname');
select pg_temp.put('{"account_id": "a9", "display_name": "Eve", "sanitised": false, "raw": {"account_id": "a9"}}')
    \g /dev/null
select is((select key || coalesce(uuid, '') from forge.users where account_id = 'a9'), 'a9',
    'without a uuid the account is the key');
select pg_temp.put('{"uuid": "{8}", "display_name": "bad name", "sanitised": true, "raw": {"uuid": "{8}"}}')
    \g /dev/null
select ok((select sanitised from forge.users where key = '{8}'), 'a row says when its text was mended');
select throws_ok($$ select pg_temp.put('{"display_name": "Nobody", "sanitised": false, "raw": {}}') $$, '23502', null,
    'somebody without any id is refused');
select lives_ok(format('select forge.put_users(%s, ''[]'')', :import), 'nobody is nobody');

-- Tenants share no row.
create role brigade_test_tenant;
select t.new_import('acme/widgets') as theirs \gset
update brigade.imports set requested_by = 'brigade_test_tenant' where id = :theirs;
select t.put_project(:theirs) \g /dev/null
select forge.put_users(:theirs, jsonb_build_array(pg_temp.person('{1}', 'Ann', :full))) \g /dev/null
select results_eq($$ select owner::text, mapped_to from forge.users where key = '{1}' order by 1 $$,
    $$ values ('brigade_test_tenant', null::text), (current_user::text, 'ann@destination') order by 1 $$,
        'another owner has a row of their own');
select isnt((select project_id from brigade.imports where id = :theirs), :project::bigint,
    'and a project of their own');

-- Members.
select forge.put_members(:import, '[{"user": "{1}"}, {"user": "{2}", "permission": "read"}, {"user": "{nobody}"}]')
    \g /dev/null
create temp view members as select u.key, m.permission from forge.members m join forge.users u on u.id = m.user_id
    where m.project_id = (select project_id from brigade.imports where requested_by = current_user limit 1);
select results_eq('select * from members order by key', $$ values ('{1}', null::text), ('{2}', 'read') $$,
    'members are stored; who is not known is not invented');
select forge.put_members(:import, '[{"user": "{1}", "permission": "admin"}, {"user": "{2}"}]') \g /dev/null
select results_eq('select * from members order by key', $$ values ('{1}', 'admin'::text), ('{2}', 'read') $$,
    'a permission is added when it is known, and not lost when it is not said');
select forge.put_members(:import, '[{"user": "{1}", "permission": "write"}, {"user": "{1}"}]') \g /dev/null
select is((select permission from members where key = '{1}'), 'write', 'a member may come twice in one call');
select forge.put_members(:import, '[{"user": "a2", "permission": "admin"}]') \g /dev/null
select is((select permission from members where key = '{2}'), 'admin', 'a member is known by the account alone, too');
select string_agg(m.ctid::text, ' ' order by user_id) as places from forge.members m \gset
select forge.put_members(:import, '[{"user": "{1}", "permission": "write"}, {"user": "{2}"}]') \g /dev/null
select is((select string_agg(m.ctid::text, ' ' order by user_id) from forge.members m), :'places',
    'the same members again write nothing');

-- Two rows that turn out to be one person. Every column that refers to people has a row of the former, and the test
-- knows each of them: one that is new makes it fail.
update brigade.runs set mode = 'sync' where id = :import;
select forge.put_users(:import, jsonb_build_array(
    '{"account_id": "au", "display_name": "Ute", "sanitised": false, "raw": {"account_id": "au"}}'::jsonb,
    pg_temp.person('{u}', 'Ute'))) \g /dev/null
select id as former from forge.users where key = 'au' \gset
select id as present from forge.users where key = '{u}' \gset
select is_empty(format('select * from forge.people_to_unite(%s)', :import), 'as long as nothing says so, they are two');
select forge.put_users(:import, jsonb_build_array(pg_temp.person('{u}', 'Ute', '{"account_id": "au"}'))) \g /dev/null
select results_eq(format('select former, present, sentence from forge.people_to_unite(%s)', :import),
    format('values (%s::bigint, %s::bigint, null::text)', :former, :present), 'an object that has both says it');
create temp view naming as
select k.conrelid::regclass::text as name, a.attname as who
from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
where k.contype = 'f' and k.confrelid = 'forge.users'::regclass;
create function pg_temp.naming(who bigint) returns table (name text, number bigint) language plpgsql as $$
declare
    r record;
begin
    for r in select * from naming order by 1, 2 loop
        naming.name := r.name || '.' || r.who;
        execute format('select count(*) from %s where %I = $1', r.name, r.who) into number using naming.who;
        return next;
    end loop;
end $$;
insert into forge.merge_requests (project_id, iid, title, state, source_state, draft, author_id, closed_by_id, raw)
values (:project, 1, 'One', 'opened', 'OPEN', false, :former, :former, '{}');
insert into forge.merge_request_reviewers (project_id, iid, user_id, role, state, changed_at)
values (:project, 1, :former, 'reviewer', 'approved', '2026-01-02'), (:project, 1, :present, 'reviewer', null,
    '2026-01-01');
insert into forge.merge_request_events (project_id, iid, kind, at, user_id, detail)
values (:project, 1, 'approved', '2026-01-01', :former, '{}'), (:project, 1, 'approved', '2026-01-01', :present, '{}');
insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, discussion_source_id, author_id,
    resolved_by_id, body, edited, deleted, pending, anchored, raw)
values (:project, 'merge_request', 1, 1, 1, :former, :former, '', false, false, false, false, '{}');
insert into forge.tasks (project_id, source_id, merge_request_iid, state, content, creator_id, resolved_by_id, raw)
values (:project, 1, 1, 'UNRESOLVED', 'Do', :former, :former, '{}');
insert into forge.members (project_id, user_id, permission, vanished_at) values (:project, :former, 'admin', null),
    (:project, :present, 'read', now());
insert into forge.issues (project_id, iid, title, author_id, assignee_id, state, source_state, raw)
values (:project, 1, 'One', :former, :former, 'opened', 'open', '{}');
insert into forge.issue_events (project_id, iid, source_id, field, user_id, at)
values (:project, 1, 1, 'state', :former, now());
insert into forge.destinations (user_id, target, login) values (:former, 'forgejo', 'ute'),
    (:present, 'forgejo', 'ute2');
select is_empty($$ select name from pg_temp.naming((select id from forge.users where key = 'au')) where number = 0 $$,
    'each column that refers to people has a row');
update forge.users set mapped_to = case key when 'au' then 'ute' else 'uta' end where id in (:former, :present);
select forge.unite_users(:import, format('[{"former": %s}]', :former)::jsonb) \g /dev/null
select is((select count(*) from forge.users where id in (:former, :present)), 2::bigint,
    'people who are mapped to two stay two');
select matches((select sentence from forge.people_to_unite(:import)),
    'Ute \(au\) and Ute \(\{u\}\) are one person and are mapped to "ute" and to "uta".*brigade retry',
    'and a sentence says what to do');
update forge.users set mapped_to = null where id = :present;
select set_config('forge.sync', :'import', true) \g /dev/null
select forge.unite_users(:import, format('[{"former": %s}]', :former)::jsonb) \g /dev/null
select is((select mapped_to from forge.users where key = '{u}'), 'ute',
    'united, the person is mapped as one of them was');
select is_empty($$ select * from forge.users where key = 'au' $$, 'and is one row');
select is_empty(format('select name from pg_temp.naming(%s) where number = 0', :present),
    'every column that refers to people follows');
select is_empty(format('select name from pg_temp.naming(%s) where number > 0', :former),
    'nothing names the former row');
select is((select state from forge.merge_request_reviewers where project_id = :project), 'approved',
    'of two reviews of one person the later one stays');
select is((select permission from forge.members where user_id = :present and project_id = :project), 'admin',
    'a member who is there outdoes one who vanished');
select is((select login from forge.destinations), 'ute2', 'what was written for the row that stays, stays');
select is((select count(*) from forge.merge_request_events where user_id = :present), 1::bigint,
    'what two rows told of one event is one');
select results_eq($$ select thing, key, what, before ->> 'united_with', before ->> 'mapped_to' from forge.changes
    where key = 'au' and what = 'vanished' $$, $$ values ('users', 'au'::text collate "C", 'vanished', '{u}', 'ute') $$,
    'forge.changes says who became whom');
select is((select count(*) from forge.changes where thing not in ('users')), 0::bigint,
    'and nothing of the rows that only follow');
select set_config('forge.sync', '', true) \g /dev/null

select * from finish();
rollback;
