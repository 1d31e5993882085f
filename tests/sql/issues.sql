-- The issue tracker's rows: puts by key that leave alone what is the same; people of exports; projects that stand in.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
select forge.put_labels(:import, '[{"name": "bug", "color": "#FF0000", "kind": "bug"}, {"name": "task", "color": '
    '"#7F8C8D", "kind": "task"}]') \g /dev/null

-- Rows of any table as text, and where they stand.
create function pg_temp.place(name text) returns text language plpgsql as $$
declare
    found_text text;
begin
    execute format('select string_agg(x.ctid::text || to_jsonb(x)::text, E''\n'' order by x.ctid) from forge.%I x',
        name) into found_text;
    return found_text;
end $$;

create temp table puts (name text, rows jsonb, changed jsonb);
insert into puts values
    ('issues', '[{"iid": 2, "title": "b", "state": "opened", "source_state": "new", "sanitised": false, "raw": {"a": '
        '1}},
                 {"iid": 1, "title": "a", "state": "closed", "source_state": "wontfix", "author": "a1", "votes": 3,
                 "sanitised": true, "raw": {}}]',
               '[{"iid": 2, "title": "c", "state": "opened", "source_state": "new", "sanitised": false, "raw": {"a": '
                   '2}}]'),
    ('issue_labels', '[{"iid": 1, "name": "bug"}, {"iid": 2, "name": "unheard of"}]', '[{"iid": 1, "name": "task"}]'),
    ('issue_events', '[{"iid": 1, "source_id": 5, "field": "state", "at": "2020-01-01T00:00:00Z", "user": "a1", '
        '"old_value": "new", "new_value": null},
                       {"iid": 1, "source_id": 5, "field": "kind"}]',
                     '[{"iid": 1, "source_id": 5, "field": "kind", "new_value": "bug"}]'),
    ('milestones', '[{"name": "m", "sanitised": false, "raw": {"a": 1}}]',
    '[{"name": "m", "sanitised": false, "raw": {"a": 2}}]'),
    ('versions', '[{"name": "v", "sanitised": false, "raw": {"a": 1}}]',
    '[{"name": "v", "sanitised": false, "raw": {"a": 2}}]'),
    ('components', '[{"name": "c", "sanitised": false, "raw": {"a": 1}}]',
    '[{"name": "c", "sanitised": false, "raw": {"a": 2}}]');
insert into puts select 'attachments',
    format('[{"issue_iid": 1, "name": "../x", "path": "attachments/1/%1$s", "sha256": "%1$s", "size_bytes": 3, '
        '"sanitised": false, "raw": {}}]', repeat('a', 64))::jsonb,
    format('[{"issue_iid": 1, "name": "../x", "path": "attachments/1/%1$s", "sha256": "%1$s", "size_bytes": 3, '
        '"sanitised": false, "raw": {}}]', repeat('b', 64))::jsonb;
create function pg_temp.put(name text, rows jsonb) returns void language plpgsql as $$
begin
    execute format(
        case when name in ('milestones', 'versions', 'components') then 'select forge.put_named($1, %L, $2)'
             else 'select forge.put_%I(run => $1, rows => $2)' end, name)
    using (select max(i.id) from brigade.imports i), rows;
end $$;

select forge.put_users(:import,
    '[{"account_id": "a1", "display_name": "Ann", "sanitised": false, "raw": {"account_id": "a1"}}]') \g /dev/null
select pg_temp.put(name, rows) from puts \g /dev/null
select is(pg_temp.place(name) is null, false, name || ' are stored') from puts;
create temp table places as select name, pg_temp.place(name) as place from puts;
select pg_temp.put(name, rows) from puts \g /dev/null
select is(pg_temp.place(name), place, name || ': the same again writes nothing') from places;
-- Twice in one page of a list that moved.
select lives_ok(format('select pg_temp.put(%L, %L)', name, rows || rows),
    name || ': the same thing twice at once is one') from puts;
select pg_temp.put(name, changed) from puts \g /dev/null
select isnt(pg_temp.place(name), place, name || ' are brought up to date in place') from places;
select results_eq('select iid, name from forge.issue_labels', $$ values (1::bigint, 'task') $$,
    'a label that is no longer the issue''s goes; an unknown one never comes');
select is((select count(*) from forge.issues), 2::bigint, 'issues that were not given stay');
select throws_ok(format('select forge.put_named(%s, ''labels'', ''[]'')', :import), 'P0001', null,
    'what has more than a name is refused by forge.put_named');

-- People of exports.
select is((select author_id is not null from forge.issues where iid = 1), true, 'an author is found by the account');
select id as ann from forge.users where account_id = 'a1' \gset
select forge.put_users(:import, '[{"uuid": "{1}", "account_id": "a1", "nickname": "ann", "display_name": "Ann", '
    '"sanitised": false, "raw": {"uuid": "{1}", "account_id": "a1"}}]') \g /dev/null
select results_eq('select id, key, nickname from forge.users', format('values (%s::bigint, %L::text, %L::text)', :ann,
    '{1}', 'ann'),
    'who was known by the account shows the uuid: the same row');
select forge.put_users(:import, '[{"account_id": "a1", "display_name": "A.", "sanitised": false, "raw": {"account_id": '
    '"a1", "x": 1, "y": 2, "z": 3}}]') \g /dev/null
select is((select count(*) from forge.users), 1::bigint, 'the account alone makes nobody new then');
select is(forge.user_id(current_user, 'a1'), :ann::bigint, 'and finds the person');
select is(forge.user_id(current_user, '{1}'), :ann::bigint, 'as the uuid does');
select is(forge.user_id('somebody', '{1}'), null, 'another owner''s is not found');
select forge.put_users(:import, '[{"account_id": "a2", "sanitised": false, "raw": {}}, {"uuid": "{2}", "account_id": '
    '"a2", "sanitised": false, "raw": {}},
    {"type": "name", "nickname": "bob", "display_name": "bob", "sanitised": false, "raw": {}}]') \g /dev/null
select results_eq('select key from forge.users order by key collate "C"', $$ values ('name:bob'), ('{1}'), ('{2}') $$,
    'both in one page are one person; a bare name is one too');
select is(forge.user_id(current_user, 'name:bob') is not null, true, 'and is found by it');

-- Projects that stand in.
create function pg_temp.project(import bigint, uuid text, offline text default null) returns text language plpgsql as $$
begin
    perform forge.put_project(import,
        jsonb_build_array(jsonb_build_object('source_uuid', uuid, 'full_name', 'acme/gone', 'name', 'gone', 'slug',
        'gone',
        'visibility', 'private', 'sanitised', false, 'raw', '{}'::jsonb, 'offline', offline)));
    return (select format('%s %s %s', p.id = (select min(id) from forge.projects where full_name = 'acme/gone'),
        p.source_uuid, i.offline)
            from brigade.imports i join forge.projects p on p.id = i.project_id where i.id = import);
end $$;
select is(pg_temp.project(t.new_import('acme/gone'), 'acme/gone', 'off'), 't acme/gone off', 'a project stands in');
select is(pg_temp.project(t.new_import('acme/gone'), 'acme/gone', 'withdrawn'), 't acme/gone withdrawn',
    'the next one finds it');
select is(pg_temp.project(t.new_import('acme/gone'), '{u}'), 't {u} ', 'it becomes the real one');
select is(pg_temp.project(t.new_import('acme/gone'), 'acme/gone', 'off'), 't {u} off',
    'which is found by its name from then on');
select is((select count(*) from forge.projects where full_name = 'acme/gone'), 1::bigint, 'all the time it was one');

-- Stages of an import that cannot ask Bitbucket.
update brigade.stages set first_jobs = '[{"kind": "item", "key": "asks", "requests": 1}, {"kind": "item", "key": '
    '"local"},
    {"kind": "page", "key": "file", "requests": 1, "instead": "wiki_source"}]' where name = 'users';
insert into brigade.imports (source, wiki_source) values ('acme/offline', '/w') returning id as offline \gset
update brigade.imports set offline = 'off' where id = :offline;
update brigade.run_stages set state = 'done', pending = 0 where run_id = :offline and state = 'open';
select brigade.open_stage(:offline, 'users') \g /dev/null
select results_eq(format('select key, requests::integer from brigade.jobs where run_id = %s and stage '
    '= ''users'' order by key', :offline),
    $$ values ('file' collate "C", 0), ('local', 0) $$, 'jobs that need no requests are there');
select results_eq(format('select stage, key, reason from brigade.omissions where run_id = %s', :offline),
    $$ values ('users', 'item', 'off') $$, 'the others are noted');
select t.new_import('acme/online') as online \gset
update brigade.run_stages set state = 'done', pending = 0 where run_id = :online and state = 'open';
select brigade.open_stage(:online, 'users') \g /dev/null
select results_eq(format('select key, requests::integer from brigade.jobs where run_id = %s and stage '
    '= ''users'' order by key', :online),
    $$ values ('asks' collate "C", 1), ('file', 1), ('local', 0) $$, 'an import that can ask has them all');

select * from finish();
rollback;
