-- The claim is a lease: counted and committed before the work.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

select t.new_import() as import \gset
select t.at_stage(:import, 'pull_requests', 40) \g /dev/null

select brigade.hello('w1', 'host', 1, '0', '999') \g /dev/null
create temp table got as select * from brigade.claim('w1', t.kinds(), 950, 57);
select is((select array_agg(key) from got), array['k1','k2','k3','k4','k5','k6','k7','k8','k9','k10'],
    'of a short queue a worker gets a quarter, in order, so that many workers share it');
select results_eq('select distinct run_id, pipeline, stage, kind, attempt, lease_ms, credential from '
    'got',
    format($$ values (%s::bigint, 'import', 'pull_requests', 'item', 1, 120000::bigint,
        null::text) $$, :import),
    'with what it needs to know');
select is((select array_agg(distinct j.attempt) from brigade.jobs j join got on got.job_id = j.id), '{1}',
    'the attempt is counted by the claim');
select is((select count(distinct token) from got), 1::bigint, 'a claim has a token');
select is((select array_agg(distinct j.worker) from brigade.jobs j join got on got.job_id = j.id), '{w1}',
    'the claim says who has the job');
select ok((select bool_and(j.state = 'ready' and j.run_after between clock_timestamp() + interval '1 minute'
                           and clock_timestamp() + interval '2 minutes') from brigade.jobs j
                               join got on got.job_id = j.id),
    'a claimed job is due again after the lease of its stage');
select is((select count(*) from brigade.jobs where run_id = :import and attempt = 0), 30::bigint,
    'nothing else is touched');
select is((select run_id || ' ' || stage from brigade.worker_sessions where worker = 'w1'), :'import'
    || ' pull_requests',
    'the worker''s row says what it works on');
select is((select state from brigade.imports where id = :import), 'running', 'the first claim starts the import');
select ok((select started_at is not null from brigade.imports where id = :import), 'and writes down when');

select is((t.claim('w2'))[1:3], array['k11', 'k12', 'k13'], 'the next worker gets the next jobs');
update brigade.stages set batch = 5 where name = 'pull_requests';
select is(cardinality(t.claim('w3')), 5, 'never more than the stage allows at once');
update brigade.stages set batch = 100 where name = 'pull_requests';
select t.claim('w3') \g /dev/null
select is(cardinality(t.claim('w3')), 5, 'the last ones of the queue');
select is(t.claim('w3'), '{}', 'nothing is claimed twice while its lease runs');
select is((select run_id from brigade.worker_sessions where worker = 'w1'), :import::bigint, 'others'' rows stay');

-- A worker that died: its jobs become due by themselves.
update brigade.jobs set run_after = clock_timestamp() - interval '1 second' where run_id = :import
    and key in ('k2', 'k3');
select is(t.claim('w4'), '{k2}', 'when a lease has run out, the job is claimed again, alone');
select is(t.claim('w4'), '{k3}', 'then the next');
select is((select array_agg(attempt) from brigade.jobs where run_id = :import and key in ('k2', 'k3')), '{2,2}',
    'as another attempt');

-- extend: a sign of life.
select id as k2, token as now from brigade.jobs where run_id = :import and key = 'k2' \gset
select is(brigade.extend('w4', :import, :'now', array[:k2], 'cloning: 10 %'), 1::bigint,
    'extend keeps what the worker still holds');
select is(brigade.extend('w1', :import, (select min(token::text)::uuid from got), array[:k2]), 0::bigint,
    'extend keeps nothing of an older claim');
select is(brigade.extend('w4', :import, :'now', '{}'), 0::bigint, 'extend of nothing keeps nothing');
update brigade.jobs set run_after = clock_timestamp() + interval '1 second' where id = :k2;
select brigade.extend('w4', :import, :'now', array[:k2]) \g /dev/null
select ok((select run_after > clock_timestamp() + interval '1 minute' from brigade.jobs where id = :k2),
    'the lease starts again');

-- A connection that was made anew, as after a failover: the worker has nothing in hand, whatever the rows say.
select brigade.hello('w1', 'host', 1, '0', '999') \g /dev/null
select is((select array_agg(key order by id) from brigade.jobs where run_id = :import and worker is null
    and attempt = 1 and uncounted = 1), array['k1','k4','k5','k6','k7','k8','k9','k10'],
    'what a worker is said to have when it comes back is given back, and these attempts do not count');
select throws_ok(format('select brigade.finish(''w1'', %s, ''pull_requests'', %L, array[%s])', :import,
    (select min(token::text) from got), (select min(job_id) from got)), 'BR001', null,
    'the claim that it had before holds none of them any more');
select is(t.claim('w5'), array['k1','k4','k5','k6','k7','k8','k9','k10'], 'and others have them at once');
select brigade.hello('w1', 'host', 1, '0', '999') \g /dev/null
select is((select count(*) from brigade.jobs where run_id = :import and worker = 'w5'), 8::bigint,
    'what others have stays theirs');

-- Kinds of job from a newer version are left alone.
select t.new_import('acme/newer', priority => 9) as newer \gset
select t.at_stage(:newer, 'issues', 8) \g /dev/null
update brigade.jobs set kind = 'hologram' where run_id = :newer and key <> 'k8';
select is(t.claim(), '{k8}', 'kinds that the program does not know are not claimed');
select is((select count(*) from brigade.jobs where run_id = :newer and kind = 'hologram' and state = 'ready'
    and attempt = 0), 7::bigint,
    'they are neither failed nor counted');
select is(t.claim(), '{}', 'and do not keep the worker busy');
select is(t.claim('w9', '{hologram}'), array['k1','k2','k3','k4','k5','k6','k7'], 'the newer program takes them');

-- Order among imports.
select t.new_import('acme/low', priority => 0) as low \gset
select t.new_import('acme/high', priority => 5) as high \gset
select is((select array_agg(run_id) from brigade.claim('w1', t.kinds(), 950, 57)), array[:high]::bigint[],
    'the higher priority goes first');
select is((select array_agg(run_id) from brigade.claim('w1', t.kinds(), 950, 57)), array[:low]::bigint[],
    'then the lower');

-- States in which nothing is claimed.
select t.new_import('acme/paused') as paused \gset
select brigade.pause(:paused) \g /dev/null
select is(t.claim(), '{}', 'a paused import is not claimed');
select brigade.resume(:paused) \g /dev/null
select brigade.cancel(:paused) \g /dev/null
select is(t.claim(), '{}', 'a cancelled import is not claimed');

-- Jobs of stages that are not open.
select t.new_import('acme/later') as later \gset
insert into brigade.jobs (run_id, stage, kind, key) values (:later, 'issues', 'item', 'early');
select is(t.claim(), '{project}', 'only jobs of the open stage are claimed');
select is(t.claim(), '{}', 'those of later stages wait');

-- The hint: from the last claimed job on.
select t.new_import('acme/hinted', priority => 20) as hinted \gset
select t.at_stage(:hinted, 'pull_requests', 30) \g /dev/null
select id as k20 from brigade.jobs where run_id = :hinted and key = 'k20' \gset
select is((select (array_agg(key order by job_id))[1] from brigade.claim('w1', t.kinds(), 950, 57,
    after_run => :hinted, after_job => :k20)),
    'k21',
    'a worker with a hint goes on after its last job');
select is((select (array_agg(key order by job_id))[1:2] from brigade.claim('w1', t.kinds(), 950, 57,
    after_run => :hinted, after_job => :k20)),
    array['k29', 'k30'],
    'until there is nothing after it');
select is((select (array_agg(key order by job_id))[1] from brigade.claim('w1', t.kinds(), 950, 57, after_run => :hinted,
    after_job => 9223372036854775807)), 'k1',
    'then it starts again: a hint never hides a job');
select is((select (array_agg(key order by job_id))[1] from brigade.claim('w1', t.kinds(), 950, 57,
    after_run => :hinted + 1, after_job => 9223372036854775807)), 'k9',
    'a hint about another import counts for nothing');

-- next_due: when to look again.
select brigade.cancel(id) from brigade.imports where state in ('queued', 'running') \g /dev/null
select results_eq('select * from brigade.next_due(t.kinds())', 'values (null::bigint, false, 0::bigint)',
    'next_due: no import is under way');
select t.new_import('acme/due') as due \gset
select ok((select wait_ms <= 0 and unfinished from brigade.next_due(t.kinds())), 'next_due: something is due at once');
select t.claim() \g /dev/null
select ok((select wait_ms between 60000 and 120000 and unfinished from brigade.next_due(t.kinds())),
    'next_due: until the lease ends');
select results_eq($$ select wait_ms, unfinished from brigade.next_due('{hologram}') $$, 'values (null::bigint, true)',
    'next_due: an import is under way, and nothing waits that this program knows');
delete from brigade.worker_sessions;
select brigade.hello('idle:' || n, 'host', n, '0', '999') from generate_series(1, 3) n \g /dev/null
select brigade.goodbye('idle:3') \g /dev/null
update brigade.worker_sessions set seen_at = now() - interval '4 minutes' where worker = 'idle:2';
select is((select idle from brigade.next_due(t.kinds())), 1::bigint, 'next_due: how many workers are idle now');

select * from finish();
rollback;
