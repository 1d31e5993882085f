-- The end of jobs: fenced by the token of the claim, follow-ups once, the barrier in the same transaction.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- All that a finish may change, to show that a refused one changed nothing.
create function pg_temp.everything() returns text language sql as $$
    select string_agg(x, e'\n' order by x) from (
        select j::text from brigade.jobs j union all select s::text from brigade.run_stages s
        union all select i::text from brigade.imports i union all select m::text from brigade.meters m
        union all select f::text from brigade.failures f) a(x)
$$;
create function pg_temp.id(import bigint, key text) returns bigint language sql as
$$ select j.id from brigade.jobs j join brigade.imports i on i.id = j.run_id and i.stage = j.stage
    where j.run_id = import and j.key = id.key $$;

select t.new_import() as import \gset
select t.at_stage(:import, 'pull_requests', 12) \g /dev/null
update brigade.jobs set payload = '{"a": 1}' where run_id = :import;
select t.claim() \g /dev/null
select t.claim() \g /dev/null
create temp table before as select pg_temp.everything() as x;
select j.token from brigade.jobs j where j.run_id = :import and j.key = 'k1' \gset

select throws_ok(format('select brigade.finish(''w1'', %s, ''pull_requests'', t.token(), '
    'array[pg_temp.id(%1$s, ''k1'')])', :import),
    'BR001', '1 of 1 jobs of run ' || :import || ' are no longer held by this worker',
    'a claim that was not made finishes nothing');
select throws_ok(format('select brigade.finish(''w1'', %s, ''pull_requests'', %L, array[pg_temp.id(%1$s, ''k1''), '
    'pg_temp.id(%1$s, ''k12'')])', :import, :'token'),
    'BR001', '1 of 2 jobs of run ' || :import || ' are no longer held by this worker',
    'one job of another claim among good ones refuses all');
select throws_ok(format('select brigade.finish(''w1'', %s, ''pull_requests'', t.token(), ''{}'', '
    'jsonb_build_array(t.trouble(%1$s, ''k1'', ''retry'')))', :import),
    'BR001', null, 'a stale trouble is refused like a stale result');
select throws_ok(format('select brigade.finish(''w1'', %s, ''pull_requests'', %L, ''{-1}'')', :import, :'token'),
    'BR001', null, 'a job that is not there is refused');
select throws_ok(format('select brigade.finish(''w1'', %s + 1, ''pull_requests'', '
    '%2$L, array[pg_temp.id(%1$s, ''k1'')])', :import, :'token'), 'BR001', null,
    'a job of another import is refused');
select is(pg_temp.everything(), (select x from before), 'a refused finish leaves nothing behind');

select is(t.finish(:import, '{k1,k2}'), 'pull_requests', 'finish says which stage is open');
select results_eq(format('select state, payload from brigade.jobs where run_id = %s and key in (''k1'', ''k2'')',
    :import),
    $$ values ('done', null::jsonb), ('done', null) $$, 'the jobs are done, and their payload is dropped');
select is((select pending || ' ' || done from brigade.run_stages where run_id = :import and state = 'open'),
    '10 2', 'the barrier is counted');
select throws_ok(format('select t.finish(%s, ''{k1}'')', :import), 'BR001', null, 'nothing is finished twice');
-- A connection that is lost at the end of a transaction lets the worker send it again, while the first may still pass.
select j.token as claim from brigade.jobs j where j.run_id = :import and j.key = 'k9' \gset
select format('select brigade.finish(''w1'', %s, ''pull_requests'', %L, ''{}'', '
    'jsonb_build_array(t.trouble(%1$s, ''k9'', ''release'')))', :import, :'claim') as given_back \gset
:given_back \g /dev/null
select throws_ok(:'given_back', 'BR001', null, 'nor is a job given back twice');
select is(brigade.finish('w1', :import, 'pull_requests', :'token', '{}'), 'pull_requests',
    'finishing nothing changes nothing');

-- The database went back: a failover lost the claim, and another worker was given the same job as the same attempt.
select t.new_import('acme/back') as back \gset
select t.at_stage(:back, 'issues', 1) \g /dev/null
update brigade.runs set priority = 9 where id = :back;
select j.id as lost from brigade.jobs j where j.run_id = :back \gset
select c.token as before from brigade.claim('w1', t.kinds(), 950, 57) c \gset
update brigade.jobs set attempt = 0, worker = null, token = null, run_after = now() where id = :lost;
select c.token as after, c.attempt as again from brigade.claim('w2', t.kinds(), 950, 57) c \gset
select is(:again, 1, 'the attempt has the number that the lost one had');
select throws_ok(format('select brigade.finish(''w1'', %s, ''issues'', %L, array[%s])', :back, :'before',
    :lost), 'BR001', null, 'whose claim was lost finishes nothing');
select is(brigade.extend('w1', :back, :'before', array[:lost]), 0::bigint, 'extends nothing');
select is(brigade.committed_or_held(:back, :'before', array[:lost]), 'lost', 'and is told so');
select lives_ok(format('select brigade.finish(''w2'', %s, ''issues'', %L, array[%s])', :back, :'after', :lost),
    'the other one finishes it');

-- The token is the fence, not the time: an expired lease that nobody took is still held.
select t.leases_end(:import) \g /dev/null
select lives_ok(format('select t.finish(%s, ''{k3}'')', :import),
    'after the lease, a result still counts when nobody else claimed the job');

-- Follow-ups: once each by key, whoever asks, however often.
select t.finish(:import, '{k4}', follow_ups => '[{"kind": "item", "key": "new1", "requests": 2, "link": "L", '
    '"payload": {"x": 1}},
    {"kind": "item", "key": "new2"}, {"kind": "item", "key": "new2"}]');
select results_eq(format('select key collate "default", requests::integer, link, payload, state, attempt from '
    'brigade.jobs where run_id = %s and key like ''new%%'' order by id', :import),
    $$ values ('new1', 2, 'L', '{"x": 1}'::jsonb, 'ready', 0), ('new2', 0, null, null, 'ready', 0) $$,
        'follow-ups are enqueued, once by key');
select t.claim() \g /dev/null
select t.finish(:import, '{new1,k5}',
    follow_ups => '[{"kind": "item", "key": "new1"}, {"kind": "item", "key": "new2"}, {"kind": "item", "key": "k1"}]')
    \g /dev/null
select is((select string_agg(state, ' ' order by key) from brigade.jobs where run_id = :import
    and key in ('k1', 'new1', 'new2')), 'done done ready',
    'a job that is there, done or not, is not enqueued again');
select is((select pending from brigade.run_stages where run_id = :import and state = 'open'), 8::bigint,
    'and not counted again');

-- Follow-ups for a later stage.
select t.finish(:import, '{k6}', follow_ups => '[{"stage": "pull_requests_notes", "kind": "discussion", "key": "1"},
    {"stage": "pull_requests_notes", "kind": "discussion", "key": "2"},
    {"stage": "lfs_objects", "kind": "page", "key": "1"}, {"kind": "item", "key": "1"}]');
select results_eq(format('select stage, state, pending from brigade.run_stages where run_id = %s and pending > 0 '
    'order by stage', :import),
    $$ values ('lfs_objects', 'waiting', 1::bigint), ('pull_requests', 'open', 8),
    ('pull_requests_notes', 'waiting', 2) $$,
    'follow-ups of later stages are counted there, and wait');
select is_empty('select * from t.miscounts()', 'every count equals a recount');
select t.leases_end(:import) \g /dev/null
select t.claim() \g /dev/null
select is(t.finish(:import, '{k7,k8,k9,k10,k11,k12,new2,1}'), 'pull_requests_notes',
    'zero opens the next stage in the same transaction');
select is(t.claim(), '{1,2}', 'and what was enqueued for it is there');
select is(t.finish(:import, '{1,2}'), 'lfs_objects', 'stages without work between are passed');
select is_empty('select * from t.miscounts()', 'every count still equals a recount');

-- A stage does not close while the last job leaves another.
select t.claim() \g /dev/null
select is(t.finish(:import, '{1}', follow_ups => '[{"kind": "item", "key": "more"}]'), 'lfs_objects',
    'the last job''s follow-up keeps the stage open');

-- No link is followed twice: a list that leads back must not run for ever.
select t.claim() \g /dev/null
select t.finish(:import, '{more}', follow_ups => '[{"kind": "page", "key": "list/2", "url": "https://api/x?page=2"}]')
    \g /dev/null
select t.claim() \g /dev/null
select throws_ok(format('select t.finish(%s, ''{list/2}'', follow_ups => ''[{"kind": "page", "key": "list/3", "url": '
    '"https://api/x?page=2"}]'')', :import),
    'BR002', 'the "next" link of this page leads back to a page that was read already',
    'a next link that leads back is refused');
select lives_ok(format('select t.finish(%s, ''{list/2}'', follow_ups => ''[{"kind": "page", "key": "list/3", "url": '
    '"https://api/x?page=3"}]'')', :import),
    'a next link that leads on is taken');
select t.claim() \g /dev/null
select throws_ok(format('select t.finish(%s, ''{list/3}'', follow_ups => ''[{"kind": "page", "key": "list/4", "url": '
    '"https://api/x?page=3"}]'')', :import),
    'BR002', null, 'a page that leads to itself is refused');
select throws_ok(format('select t.finish(%s, ''{list/3}'', follow_ups => ''[{"kind": "page", "key": "list/2", "url": '
    '"https://api/x?page=9"}]'')', :import),
    'BR002', null, 'another link under a key that is there is refused, not dropped');
select lives_ok(format('select t.finish(%s, ''{list/3}'', follow_ups => ''[{"stage": "finish", "kind": "page", "key": '
    '"list/2", "url": "https://api/x?page=2"}]'')', :import),
    'another stage may read the same page');
select is_empty('select * from t.miscounts()', 'every count equals a recount at the end');

-- What the stage rows of an import do not have must not vanish: a program newer than the import.
select t.new_import('acme/old', priority => 3) as old \gset
select t.at_stage(:old, 'users', 2) \g /dev/null
delete from brigade.run_stages where run_id = :old and stage = 'lfs_objects';
select t.claim() \g /dev/null
do $$ begin
    perform t.finish((select id from brigade.imports where source = 'acme/old'), '{k1}',
        follow_ups => '[{"stage": "lfs_objects", "kind": "page", "key": "1"}]');
exception when others then null; end $$;
select is_empty(format('select j.key from brigade.jobs j where j.run_id = %s and not exists (
    select from brigade.run_stages s where s.run_id = j.run_id and s.stage = j.stage)', :old),
    'no job is enqueued for a stage that its import does not have, where nobody would see it');

-- Meters and the worker's sign of life.
select t.new_import('acme/metered', priority => 5) as metered \gset
select t.at_stage(:metered, 'users', 8) \g /dev/null
select brigade.hello('w5', 'host', 5, '0', '999') \g /dev/null
update brigade.worker_sessions set seen_at = now() - interval '1 hour';
select t.claim('w5') \g /dev/null
select t.hold(:metered, '{k3}', jsonb_build_array(t.trouble(:metered, 'k4', 'failed'))) \g /dev/null
select brigade.finish('w5', :metered, 'users', j.token, array_agg(j.id), requests => 3, size_bytes => 1000)
from brigade.jobs j where j.run_id = :metered and j.key in ('k1', 'k2') group by j.token \g /dev/null
select brigade.finish('w5', :metered, 'users', t.token(), array[pg_temp.id(:metered, 'k3')],
    jsonb_build_array(t.trouble(:metered, 'k4', 'failed')), requests => 2, size_bytes => 500) \g /dev/null
select results_eq(format('select sum(jobs), sum(requests), sum(size_bytes) from brigade.meters where run_id = %s '
    'and worker = ''w5''', :metered),
    'values (4::numeric, 5::numeric, 1500::numeric)', 'jobs done or failed, requests and bytes are metered');
select ok((select seen_at > now() - interval '1 minute' from brigade.worker_sessions where worker = 'w5'),
    'a finish is a sign of life');

-- stop_state: nothing of this import can go on.
select is(t.finish(:metered, '{k5}', stop_state => 'paused', stop_error => 'The credential was refused.'), 'users',
    'a finish may stop the import');
select is((select state || ': ' || error from brigade.imports where id = :metered),
    'paused: The credential was refused.', 'with the sentence that says why');
select brigade.resume(:metered) \g /dev/null
select t.finish(:metered, '{k6}', stop_state => 'failed', stop_error => 'The repository is gone.') \g /dev/null
select is((select state || ': ' || error || (finished_at is not null) from brigade.imports where id = :metered),
    'failed: The repository is gone.true', 'or end it as failed');
select t.finish(:metered, '{k7}', stop_state => 'paused', stop_error => 'Too late.') \g /dev/null
select is((select state || ': ' || error from brigade.imports where id = :metered), 'failed: The repository is gone.',
    'who comes second does not stop it again');
select is(t.finish(:metered, '{k8}'), 'users',
    'what workers had in hand is written, and opens no stage of a failed import');
select is((select state from brigade.run_stages where run_id = :metered and stage = 'users'), 'open',
    'its stage stays as it was');

select * from finish();
rollback;
