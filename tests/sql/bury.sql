-- A job that takes its workers with it, time after time: counted by the claim, buried, and the import goes on.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
update brigade.stages set max_attempts = 3 where name = 'issues';

select t.new_import() as import \gset
select t.at_stage(:import, 'issues', 3) \g /dev/null

-- Three workers claim, and are killed: nobody reports.
select is(t.claim('w1'), '{k1,k2,k3}', 'the first worker claims');
select t.finish(:import, '{k2,k3}') \g /dev/null
select t.leases_end(:import) \g /dev/null
select is(t.claim('w2'), '{k1}', 'when the lease has run out, the second does');
select t.leases_end(:import) \g /dev/null
select is(t.claim('w3'), '{k1}', 'then the third');
select is(t.claim('w4'), '{}', 'while the last lease runs, the job is not buried: its worker may live');
select is((select count(*) from brigade.failures), 0::bigint, 'and is no failure');
select t.leases_end(:import) \g /dev/null
select is(t.claim('w4'), '{}', 'after its budget it is claimed no more');

select results_eq(format('select stage, key, url, class, attempts, message from brigade.failures where run_id = %s',
    :import),
    $$ values ('issues', 'k1', 'https://bitbucket.org/k1', 'crash', 3,
        '3 attempts ended without a word from the worker: it was killed or crashed') $$,
            'it is a failure of class crash that says so');
select is((select state from brigade.jobs where run_id = :import and key = 'k1'), 'failed', 'the job has failed');
select is((select format('%s %s %s %s', state, pending, done, failed) from brigade.run_stages
    where run_id = :import and stage = 'issues'),
    'done 0 2 1', 'its stage is counted, and closes');
select is((select stage from brigade.imports where id = :import), 'finish', 'the import goes on');
select is_empty('select * from t.miscounts()', 'every count equals a recount');
select t.work() \g /dev/null
select is((select state || ' ' || verdict from brigade.imports where id = :import), 'finished incomplete',
    'and ends incomplete');

select is(brigade.retry(:import, 'issues', 'k1'), 1::bigint, 'a buried job can be taken up again');
select is(t.claim('w5'), '{k1}', 'with its budget anew');
select is(t.finish(:import, '{k1}'), 'finish', 'and done');

-- A reported failure in between: the last report is part of the message, and the attempts count together.
select t.new_import('acme/mixed', priority => 5) as mixed \gset
select t.at_stage(:mixed, 'issues', 1) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:mixed, '{}', jsonb_build_array(t.trouble(:mixed, 'k1', 'retry', 'Bitbucket answered 502')))
    \g /dev/null
select first_error_at as first_error from brigade.jobs where run_id = :mixed \gset
select t.leases_end(:mixed) \g /dev/null
select t.claim() \g /dev/null
select t.leases_end(:mixed) \g /dev/null
select t.claim() \g /dev/null
select t.leases_end(:mixed) \g /dev/null
select t.claim() \g /dev/null
select is((select message from brigade.failures where run_id = :mixed),
    '3 attempts ended without a word from the worker: it was killed or crashed, the last report was: Bitbucket '
        'answered 502',
    'the message gives the last report');
select is((select first_at from brigade.failures where run_id = :mixed), :'first_error'::timestamptz,
    'and first_at is when it failed first');

-- Poison beside others: the others are claimed in the same call.
select t.new_import('acme/poison', priority => 9) as poison \gset
select t.at_stage(:poison, 'issues', 8) \g /dev/null
update brigade.jobs set attempt = 3, worker = 'dead' where run_id = :poison and key in ('k2', 'k5');
select is(t.claim(), '{k1,k3,k4,k6,k7,k8}', 'poisoned jobs are buried, the others claimed in the same call');
select is((select array_agg(key order by key) from brigade.failures where run_id = :poison), '{k2,k5}',
    'each buried job is one failure');
select is((select format('%s %s', pending, failed) from brigade.run_stages where run_id = :poison
    and state = 'open'), '6 2', 'and counted');

-- Nobody knows which job of a batch killed its worker: each is done alone, so that the others outlive the poison.
select t.new_import('acme/batch', priority => 12) as batch \gset
select t.at_stage(:batch, 'issues', 4) \g /dev/null
select is(t.claim('w1'), '{k1,k2,k3,k4}', 'a worker claims a batch');
select t.finish(:batch, '{k1}', jsonb_build_array(t.trouble(:batch, 'k4', 'retry', 'Bitbucket answered 502')))
    \g /dev/null
select t.leases_end(:batch) \g /dev/null
select is(t.claim('w2'), '{k2}', 'and falls silent: what it held is claimed one by one');
select is(t.claim('w3'), '{k3}', 'each alone');
select is(t.claim('w4'), '{k4}', 'what it reported on before is not among those');
select t.finish(:batch, '{k3,k4}') \g /dev/null
select is((select array_agg(key order by key) from brigade.jobs where run_id = :batch and state = 'done'),
    '{k1,k3,k4}',
    'and all but the poison are done');
select t.leases_end(:batch) \g /dev/null
select t.claim() \g /dev/null
select t.leases_end(:batch) \g /dev/null
select t.claim() \g /dev/null
select is((select array_agg(key) from brigade.failures where run_id = :batch), '{k2}', 'which is buried alone');

-- Released attempts were not the job's fault.
select t.new_import('acme/uncounted', priority => 19) as uncounted \gset
select t.at_stage(:uncounted, 'issues', 1) \g /dev/null
update brigade.jobs set attempt = 50, uncounted = 48 where run_id = :uncounted;
select is(t.claim(), '{k1}', 'attempts that were uncounted do not bury a job');
select t.leases_end(:uncounted) \g /dev/null
select t.claim() \g /dev/null
select is((select class || attempts from brigade.failures where run_id = :uncounted), 'crash51', 'those that count do');

select * from finish();
rollback;
