-- Taking up again what failed: one, a stage, all. The last stage sums up again, and the verdict follows.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- An import that ended with four failures: two of issues, one of issues_notes, one of lfs_objects.
create function pg_temp.incomplete_import(source text) returns bigint language plpgsql as $$
declare
    import bigint := t.new_import(source, priority => 1);
begin
    perform t.at_stage(import, 'issues', 3);
    perform t.claim();
    perform t.finish(import, '{k1}', jsonb_build_array(t.trouble(import, 'k2', 'failed'),
        t.trouble(import, 'k3', 'failed')),
        '[{"stage": "issues_notes", "kind": "item", "key": "n1"}, {"stage": "issues_notes", "kind": "item", "key": '
            '"n2"},
          {"stage": "lfs_objects", "kind": "item", "key": "o1"}]');
    perform t.claim();
    perform t.finish(import, '{n2}', jsonb_build_array(t.trouble(import, 'n1', 'failed')));
    perform t.claim();
    perform t.finish(import, '{}', jsonb_build_array(t.trouble(import, 'o1', 'failed')));
    perform t.work();
    return import;
end $$;
create function pg_temp.standing(import bigint) returns text language sql as $$
    select format('%s %s %s', i.state, i.stage, coalesce(i.verdict, '-')) from brigade.imports i where i.id = import
$$;
create function pg_temp.settled_last(import bigint) returns boolean language sql as $$
    select max(j.id) filter (where j.key = 'settle') > max(j.id) filter (where j.key <> 'settle') from brigade.jobs j
        where j.run_id = import
$$;

select pg_temp.incomplete_import('acme/one') as one \gset
select is(pg_temp.standing(:one), 'finished finish incomplete', 'an import with failures ends incomplete');
select results_eq(format('select stage, key from brigade.failures where run_id = %s order by stage, key', :one),
    $$ values ('issues', 'k2'), ('issues', 'k3'), ('issues_notes', 'n1'), ('lfs_objects', 'o1') $$,
        'its failures are named');

select id as settle from brigade.jobs where run_id = :one and key = 'settle' \gset
select is(brigade.retry(:one, 'issues', 'k2'), 1::bigint, 'one key is taken up');
select is(pg_temp.standing(:one), 'running issues -',
    'the import runs again, in the stage of that job, without a verdict');
select ok((select finished_at is null and error is null from brigade.imports where id = :one), 'and without an end');
select is((select count(*) from brigade.failures where run_id = :one), 3::bigint,
    'its failure is forgotten, the others stay');
select is_empty('select * from t.miscounts()', 'every count equals a recount');
select is(t.claim(), '{k2}', 'only that job is done again');
select is(t.finish(:one, '{k2}'), 'finish', 'the stages between have nothing to do and pass');
select is(t.claim(), '{settle}', 'the last stage runs again');
select isnt((select id from brigade.jobs where run_id = :one and key = 'settle'), :settle::bigint,
    'as a job of its own');
select t.finish(:one, '{settle}') \g /dev/null
select is(pg_temp.standing(:one), 'finished finish incomplete', 'what else failed still makes it incomplete');
select is_empty('select * from t.miscounts()', 'every count equals a recount after the second end');

select is(brigade.retry(:one, 'issues'), 1::bigint, 'a stage is taken up: what is left of it');
select t.work() \g /dev/null
select is(brigade.retry(:one), 2::bigint, 'all is taken up');
select is(t.claim(), '{n1}', 'the first of its stages first');
select is(t.finish(:one, '{n1}'), 'lfs_objects', 'then the next that has work');
select t.work() \g /dev/null
select is(pg_temp.standing(:one), 'finished finish complete', 'when nothing is missing any more, it is complete');
select is((select count(*) from brigade.failures where run_id = :one), 0::bigint, 'and no failure is left');
select is(brigade.retry(:one), 0::bigint, 'then there is nothing to retry');
select is(pg_temp.standing(:one), 'finished finish complete', 'and nothing changes');
select is_empty('select * from t.miscounts()', 'every count equals a recount at the end');

-- The budget starts anew.
select pg_temp.incomplete_import('acme/budget') as budget \gset
update brigade.stages set max_attempts = 2 where name = 'issues';
select brigade.retry(:budget, 'issues', 'k2') \g /dev/null
select t.claim() \g /dev/null
select t.finish(:budget, '{}', jsonb_build_array(t.trouble(:budget, 'k2', 'retry'))) \g /dev/null
select is((select state from brigade.jobs where run_id = :budget and key = 'k2'), 'ready',
    'after a retry the budget starts anew');
select t.leases_end(:budget) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:budget, '{}', jsonb_build_array(t.trouble(:budget, 'k2', 'retry'))) \g /dev/null
select results_eq(format('select class, attempts from brigade.failures where run_id = %s and key = ''k2''',
    :budget), $$ values ('retry', 3) $$,
    'and is spent again; the failure knows all attempts');
select brigade.retry(:budget, 'issues', 'k2') \g /dev/null
update brigade.jobs set state = 'failed', attempt = 5, first_error_at = now() - interval '1 hour'
where run_id = :budget and key = 'k2';
update brigade.run_stages set pending = pending - 1, failed = failed + 1 where run_id = :budget and stage = 'issues';
insert into brigade.meters (run_id, worker, minute, jobs) values (:budget, 'w9', date_trunc('minute', now()), 1);
update brigade.runs set looked_again = true where id = :budget;
select brigade.retry(:budget, 'issues', 'k2') \g /dev/null
select t.claim() \g /dev/null
select t.finish(:budget, '{}', jsonb_build_array(t.trouble(:budget, 'k2', 'retry'))) \g /dev/null
select is((select state from brigade.jobs where run_id = :budget and key = 'k2'), 'ready',
    'also where it failed long ago while others were done');
select brigade.cancel(:budget) where pg_temp.standing(:budget) like 'running%' \g /dev/null

-- What waits for its next attempt.
select t.new_import('acme/waits', priority => 2) as waits \gset
select t.at_stage(:waits, 'issues', 3) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:waits, '{}', jsonb_build_array(t.trouble(:waits, 'k1', 'retry', wait_ms => 600000),
    t.trouble(:waits, 'k2', 'retry', wait_ms => 600000))) \g /dev/null
select is(t.claim(), '{}', 'jobs wait for their next attempt');
select is(brigade.retry(:waits, 'issues', 'k2'), 1::bigint, 'a key that waits is taken up');
select is(t.claim(), '{k2}', 'and due at once');
select is(brigade.retry(:waits), 1::bigint, 'of all, what waits is taken up, and not what a worker has in hand');
select is(t.claim(), '{k1}', 'which is due, too');
select is(pg_temp.standing(:waits), 'running issues -', 'the import goes on where it was');
select is_empty('select * from t.miscounts()', 'every count equals a recount when what waits is taken up');
select is((select array_agg(j.key order by e.id) from brigade.events e join brigade.jobs j on j.id = any (e.jobs)
           where e.run_id = :waits and e.event = 'retried'), '{k2,k1}', 'and the events tell of it');
select brigade.cancel(:waits) \g /dev/null

-- While the import goes on in a later stage.
select t.new_import('acme/running', priority => 2) as running \gset
select t.at_stage(:running, 'issues', 2) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:running, '{k1}', jsonb_build_array(t.trouble(:running, 'k2', 'failed')),
    '[{"stage": "issues_notes", "kind": "item", "key": "n1"}, {"stage": "issues_notes", "kind": "item", "key": "n2"}]');
select is(t.claim(), '{n1,n2}', 'the import is in a later stage');
select brigade.retry(:running) \g /dev/null
select is(pg_temp.standing(:running), 'running issues -', 'a retry goes back to the earlier stage');
select id as n1, token as n1_token from brigade.jobs where run_id = :running and key = 'n1' \gset
select lives_ok(format('select brigade.finish(''w1'', %s, ''issues_notes'', %L, array[%s])', :running,
    :'n1_token', :n1), 'what workers had in hand of the later one is written');
select is(t.claim(), '{k2}', 'the earlier stage''s job is claimed');
select is(t.finish(:running, '{k2}'), 'issues_notes', 'then the later stage opens again, with what is left of it');
select t.leases_end(:running) \g /dev/null
select is(t.claim(), '{n2}', 'and nothing of it is lost or done twice');
select t.work() \g /dev/null
select t.finish(:running, '{n2}') \g /dev/null
select t.work() \g /dev/null
select is(pg_temp.standing(:running), 'finished finish complete', 'the import ends complete');
select is_empty('select * from t.miscounts()', 'every count equals a recount after going back');

-- While the last stage's job is in a worker's hands: what it sums up is not all. It must run after the retried job.
select t.new_import('acme/inhand', priority => 3) as inhand \gset
select t.at_stage(:inhand, 'issues', 2) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:inhand, '{k1}', jsonb_build_array(t.trouble(:inhand, 'k2', 'failed'))) \g /dev/null
select is(t.claim(), '{settle}', 'the last stage''s job is in hand');
select brigade.retry(:inhand) \g /dev/null
do $$
declare
    import bigint := (select i.id from brigade.imports i where i.source = 'acme/inhand');
begin
    perform brigade.finish('w1', import, 'finish', min(j.token::text)::uuid, array_agg(j.id)) from brigade.jobs j
        where j.run_id = import and j.stage = 'finish';
exception when sqlstate 'BR001' then null; -- forgotten by the worker
end $$;
select t.claim() \g /dev/null
select t.finish(:inhand, '{k2}') \g /dev/null
select is(t.claim(), '{settle}', 'the last stage runs after the retried job, even when it was in hand at the retry');
select t.work() \g /dev/null

-- A stage that reads what another brought starts again when that one's jobs are taken up, whatever it had.
select t.new_import('acme/reads', priority => 5) as reads \gset
select t.at_stage(:reads, 'repository', 2) \g /dev/null
update brigade.jobs set key = 'project' where run_id = :reads and key = 'k2';
update brigade.stages set first_jobs = '[{"kind": "item", "key": "pointers/1"}]' where name = 'lfs_objects';
select t.claim(), t.claim() \g /dev/null
select t.finish(:reads, '{project}', jsonb_build_array(t.trouble(:reads, 'k1', 'failed')),
    '[{"stage": "lfs_objects", "kind": "item", "key": "o1"}, {"stage": "lfs_objects", "kind": "item", "key": "o2"}]')
        \g /dev/null
do $$
declare
    import bigint := (select i.id from brigade.imports i where i.source = 'acme/reads');
begin
    while (select i.stage from brigade.imports i where i.id = import) <> 'lfs_objects' loop
        perform t.finish(import, t.claim());
    end loop;
end $$;
select is(t.claim(), '{o1,o2,pointers/1}', 'the reading stage comes when it is its turn');
select t.finish(:reads, '{o1,pointers/1}', jsonb_build_array(t.trouble(:reads, 'o2', 'failed'))) \g /dev/null
insert into brigade.pages (run_id, thing, list, page, job, keys, is_last)
    values (:reads, 'lfs_objects', 'pointers', 1, 'pointers/1', '{}', true);
select brigade.put_omissions(:reads, '[{"stage": "lfs_objects", "key": ".lfsconfig", "reason": "unsupported", '
    '"message": "old"}]') \g /dev/null
select t.work() \g /dev/null
select is(pg_temp.standing(:reads), 'finished finish incomplete', 'an import without its repository ends incomplete');
select is(brigade.retry(:reads, 'lfs_objects', 'o2'), 1::bigint, 'the reading stage alone is taken up alone');
select is((select count(*) from brigade.jobs where run_id = :reads and stage = 'lfs_objects'), 3::bigint,
    'and keeps its jobs');
select t.claim() \g /dev/null
select t.finish(:reads, '{}', jsonb_build_array(t.trouble(:reads, 'o2', 'failed'))) \g /dev/null
select t.work() \g /dev/null
select is(brigade.retry(:reads, 'repository', 'k1'), 1::bigint, 'the repository is taken up');
select is_empty(format($$ select key from brigade.jobs where run_id = %1$s and stage = 'lfs_objects' union all
    select key from brigade.failures where run_id = %1$s union all select key from brigade.omissions
        where run_id = %1$s union all
    select list from brigade.pages where run_id = %1$s $$, :reads),
        'what the reading stage had made of the old one is gone');
select is_empty('select * from t.miscounts()', 'every count equals a recount when a stage starts again');
select is(t.claim(), '{k1}', 'the repository comes first');
select is(t.finish(:reads, '{k1}'), 'lfs_objects', 'then the reading stage opens again');
select is(t.claim(), '{pointers/1}', 'from its first job');
select t.finish(:reads, '{pointers/1}') \g /dev/null
select t.work() \g /dev/null
select is(pg_temp.standing(:reads), 'finished finish complete', 'and the import ends complete');
select is_empty('select * from t.miscounts()', 'every count equals a recount after that');

-- In other states.
select t.new_import('acme/states', priority => 4) as states \gset
select t.at_stage(:states, 'issues', 3) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:states, '{}', jsonb_build_array(t.trouble(:states, 'k1', 'failed'))) \g /dev/null
select brigade.pause(:states) \g /dev/null
select is(brigade.retry(:states), 1::bigint, 'a paused import: the job is taken up');
select is(pg_temp.standing(:states), 'paused issues -', 'and it stays paused');
select brigade.resume(:states) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:states, '{k2}', jsonb_build_array(t.trouble(:states, 'k1', 'failed')), stop_state => 'failed',
    stop_error => 'The repository is gone.') \g /dev/null
select is(brigade.retry(:states), 1::bigint, 'a failed import: the job is taken up');
select is(pg_temp.standing(:states), 'running issues -', 'and it runs again');
select ok((select error is null and finished_at is null from brigade.imports where id = :states), 'without the error');
select t.claim() \g /dev/null
select t.finish(:states, '{}', jsonb_build_array(t.trouble(:states, 'k1', 'failed'))) \g /dev/null
select brigade.cancel(:states) \g /dev/null
select throws_ok(format('select brigade.retry(%s)', :states), '55000',
    'import ' || :states || ' is cancelled: retry is for imports that are queued or running or paused or finished or '
        'failed',
    'a cancelled import stays cancelled');
select is((select state from brigade.jobs where run_id = :states and key = 'k1'), 'failed',
    'and nothing of it is taken up');

select throws_ok('select brigade.retry(-1)', 'P0002', 'there is no run -1', 'retry of no import says so');
select throws_ok('select brigade.retry(null)', 'P0002', 'there is no run null', 'retry of null says so');
select throws_ok(format('select brigade.retry(%s, ''isues'')', :one), '22023', 'there is no stage "isues"',
    'a stage that is not there is named');
select is(brigade.retry(:one, 'issues', 'k99'), 0::bigint, 'a key that did not fail takes up nothing');

select * from finish();
rollback;
