-- Large files of git LFS: stored once each, and counted against the pointers that were found.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
create function pg_temp.object(digit text, more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('oid', repeat(digit, 64), 'size_bytes', 10, 'path', 'lfs/1/' || repeat(digit, 64)) || more
$$;
create function pg_temp.stored() returns text language sql as
$$ select string_agg(left(oid, 1) || '=' || size_bytes, ' ' order by oid) from forge.lfs_objects $$;
create function pg_temp.line() returns text language sql as $$
    select format('seen %s, stored %s, failed %s, missing %s%s: %s', coalesce(r.seen::text, '-'), r.stored, r.failed,
        r.missing,
        coalesce(', ' || r.reason, ''),
        coalesce(r.matches::text, 'not known yet')) from brigade.reconciliation r where r.thing = 'lfs_objects'
$$;
create function pg_temp.places() returns text
    language sql as $$ select string_agg(ctid::text, ' ' order by oid) from forge.lfs_objects $$;

select is(pg_temp.line(), 'seen -, stored 0, failed 0, missing 0: not known yet',
    'of a repository that was not looked at nobody knows');
select forge.put_lfs_objects(:import, jsonb_build_array(pg_temp.object('b'), pg_temp.object('a'))) \g /dev/null
select results_eq(format('select oid collate "default", size_bytes, path from forge.lfs_objects where project_id = %s '
    'order by oid limit 1', :project),
    $$ values (repeat('a', 64), 10::bigint, 'lfs/1/' || repeat('a', 64)) $$, 'objects are stored');
select pg_temp.places() as places \gset
select forge.put_lfs_objects(:import, jsonb_build_array(pg_temp.object('a'), pg_temp.object('b'))) \g /dev/null
select is(pg_temp.places(), :'places', 'the same again writes nothing');
select forge.put_lfs_objects(:import, jsonb_build_array(pg_temp.object('b', '{"size_bytes": 11}'),
    pg_temp.object('c'))) \g /dev/null
select is(pg_temp.stored(), 'a=10 b=11 c=10', 'what changed is changed, what is new comes in, the rest stays');
select forge.put_lfs_objects(:import, '[]') \g /dev/null
select is(pg_temp.stored(), 'a=10 b=11 c=10', 'nothing changes nothing');
select throws_ok(format('select forge.put_lfs_objects(%s, jsonb_build_array(pg_temp.object(''d'', ''{"oid": '
    '"../x"}'')))', :import), '23514', null,
    'a name that is no SHA-256 is refused');
select throws_ok(format('select forge.put_lfs_objects(%s, jsonb_build_array(pg_temp.object(''d'', ''{"size_bytes": '
    '-1}'')))', :import), '23514', null,
    'a size below zero is refused');

-- Three of four are here.
select t.at_stage(:import, 'finish', 1) \g /dev/null
select brigade.put_pages(:import,
    jsonb_build_array(jsonb_build_object('thing', 'lfs_objects', 'list', 'pointers', 'page', 1, 'job', 'pointers/1',
    'is_last', true, 'keys', (select jsonb_agg(repeat(d, 64)) from unnest('{a,b,c,d}'::text[]) d)))) \g /dev/null
select is(pg_temp.line(), 'seen 4, stored 3, failed 0, missing 1: false', 'a pointer without its file is seen');
select results_eq('select thing collate "default", left(key, 1) collate "default", number, job collate "default" from '
    'brigade.missing', $$ values ('lfs_objects', 'd', 1::bigint, 'pointers/1') $$, 'and named');
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at)
values (:import, 'lfs_objects', repeat('d', 64), 'item', 'It is not there.', 1, now(), now());
select is(pg_temp.line(), 'seen 4, stored 3, failed 1, missing 0: true', 'a failure accounts for it');
select results_eq('select thing collate "default", left(key, 1) collate "default", reason collate "default" from '
    'brigade.missing', $$ values ('lfs_objects', 'd', 'It is not there.') $$, 'and says why');

-- A job that failed whole accounts for none by name: each is missing.
update brigade.failures set key = 'batch/1.1';
select is(pg_temp.line(), 'seen 4, stored 3, failed 1, missing 1: false', 'a failed batch leaves its files named');
delete from brigade.failures;
select brigade.put_omissions(:import, '[{"stage": "lfs_objects", "key": "lfs_objects", "reason": "off", "message": '
    '"It is off."}]') \g /dev/null
select is(pg_temp.line(), 'seen 4, stored 3, failed 0, missing 0, off: true',
    'where LFS is switched off, the note accounts for them');
select is_empty('select * from brigade.missing', 'and nothing is missing');

select * from finish();
rollback;
