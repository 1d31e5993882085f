-- Jobs that did not get done: retry with back-off until the budget is spent, failed, release.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

select t.new_import() as import \gset
select t.at_stage(:import, 'pull_requests', 1200) \g /dev/null
update brigade.stages set max_attempts = 100, backoff = '10 seconds' where name = 'pull_requests';

-- 100 jobs for each number of attempts from 1 to 12, all of which fail now.
update brigade.jobs set attempt = 1 + (substr(key, 2)::integer - 1) / 100 where run_id = :import;
update brigade.jobs set token = t.token() where run_id = :import;
select brigade.finish('w1', :import, 'pull_requests', t.token(), '{}',
    (select jsonb_agg(t.trouble(:import, j.key, 'retry')) from brigade.jobs j where j.run_id = :import));
create temp view waits as
select attempt, min(extract(epoch from run_after - clock_timestamp())) as least,
       max(extract(epoch from run_after - clock_timestamp())) as most,
       least(10 * power(2, attempt - 1), 900) as nominal
from brigade.jobs where run_id = (select max(id) from brigade.imports) group by attempt;
select is((select count(*) from waits), 12::bigint, 'twelve numbers of attempts are looked at');
select is_empty('select * from waits where least < nominal * 0.5 - 5',
    'a retry waits at least half of the back-off, which doubles each time up to 15 minutes');
select is_empty('select * from waits where most > nominal * 1.5', 'and at most one and a half of it');
select is_empty('select * from waits where most - least < nominal * 0.5',
    'the waits are spread, so that not all come back at once');
select is((select count(*) from brigade.jobs where run_id = :import and state = 'ready'), 1200::bigint,
    'all of them will be tried again');
select is((select pending from brigade.run_stages where run_id = :import and state = 'open'), 1200::bigint,
    'and are still counted as pending');
select results_eq(format('select distinct last_error, first_error_at is not null from brigade.jobs where run_id = '
    '%s', :import),
    $$ values ('it broke', true) $$, 'the reason is on the job');
-- However slow the host is, they wait until the end of this.
update brigade.jobs set run_after = run_after + interval '10 minutes' where run_id = :import;
select is(t.claim(), '{}', 'nothing is claimed while it waits');
select is((select count(*) from brigade.failures), 0::bigint, 'a retry is no failure');

-- A wait that the source asked for.
select t.new_import('acme/told', priority => 5) as told \gset
select t.at_stage(:told, 'pull_requests', 8) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:told, '{}', jsonb_build_array(t.trouble(:told, 'k1', 'retry', wait_ms => 3600000),
    t.trouble(:told, 'k2', 'retry', wait_ms => 1))) \g /dev/null
select ok((select run_after > clock_timestamp() + interval '59 minutes' from brigade.jobs where run_id = :told
    and key = 'k1'),
    'a longer wait that Bitbucket asked for is kept');
select ok((select run_after > clock_timestamp() + interval '3 seconds' from brigade.jobs where run_id = :told
    and key = 'k2'),
    'a shorter one does not undercut the back-off');

-- failed: at once, whatever the budget.
select t.finish(:told, '{k4}',
    jsonb_build_array(t.trouble(:told, 'k3', 'failed', 'This comment has no author.', http_status => 404))) \g /dev/null
select results_eq(format('select stage, key, url, class, message, http_status, attempts from brigade.failures where '
    'run_id = %s', :told),
    $$ values ('pull_requests', 'k3', 'https://bitbucket.org/k3', 'item', 'This comment has no author.', 404, 1) $$,
    'a failure is a row with the link, the reason and the status');
select ok((select first_at <= last_at and last_at <= clock_timestamp() from brigade.failures where run_id = :told),
    'and its times');
select is((select state from brigade.jobs where run_id = :told and key = 'k3'), 'failed', 'the job has failed');
select is((select format('%s %s %s', pending, done, failed) from brigade.run_stages where run_id = :told
    and state = 'open'), '6 1 1',
    'it is no longer pending, and counted as failed');
select t.finish(:told, '{}',
    jsonb_build_array(jsonb_build_object('id', j.id, 'fate', 'failed', 'class', 'item', 'http_status',
    0)))
from brigade.jobs j where run_id = :told and key = 'k5' \g /dev/null
select is((select message || coalesce(http_status, -1) from brigade.failures where run_id = :told and key = 'k5'),
    'no reason was given-1',
    'no answer has no status, and no reason is said to be none');

-- retry until the budget is spent.
update brigade.stages set max_attempts = 3 where name = 'pull_requests';
select t.new_import('acme/budget', priority => 9) as budget \gset
select t.at_stage(:budget, 'pull_requests', 1) \g /dev/null
do $$
declare
    import bigint := (select id from brigade.imports where source = 'acme/budget');
begin
    for n in 1 .. 3 loop
        perform t.leases_end(import);
        perform t.claim();
        perform t.finish(import, '{}', jsonb_build_array(t.trouble(import, 'k1', 'retry', 'try ' || n)));
        exit when n < 3 and (select state from brigade.jobs where run_id = import and key = 'k1') <> 'ready';
    end loop;
end $$;
select results_eq(format('select class, message, attempts from brigade.failures where run_id = %s', :budget),
    $$ values ('retry', 'try 3', 3) $$, 'after so many attempts as the stage allows, a retry is a failure');
select is((select stage from brigade.imports where id = :budget), 'finish',
    'the import goes on: one lost job costs one job');
select ok((select f.first_at < f.last_at from brigade.failures f where run_id = :budget),
    'the failure knows when it failed first');

update brigade.jobs set run_after = clock_timestamp() + interval '30 minutes' where run_id = :told;

-- refused: as retry, but in place of the failure the import waits for a person.
select t.new_import('acme/refused', priority => 4) as refused \gset
select t.at_stage(:refused, 'issues', 1) \g /dev/null
update brigade.stages set max_attempts = 3 where name = 'issues';
do $$
declare
    import bigint := (select id from brigade.imports where source = 'acme/refused');
begin
    for n in 1 .. 3 loop
        perform t.leases_end(import);
        perform t.claim();
        perform t.finish(import, '{}', jsonb_build_array(t.trouble(import, 'k1', 'refused', 'no md5')),
            stop_error => 'PostgreSQL refuses it');
    end loop;
end $$;
select results_eq(format('select i.state, i.error, j.state, j.attempt - j.uncounted, j.last_error from '
    'brigade.imports i join brigade.jobs j on j.run_id = i.id where i.id = %s', :refused),
    $$ values ('paused', 'PostgreSQL refuses it', 'ready', 0, 'no md5') $$,
    'when the attempts are spent, the import pauses with the sentence, and no job has failed');
select is_empty(format('select from brigade.failures where run_id = %s', :refused), 'nor is there a failure');
select brigade.resume(:refused) \g /dev/null
select t.leases_end(:refused) \g /dev/null
select is(t.claim(), '{k1}', 'after a resume the job has all its attempts again');
select t.finish(:refused, '{k1}') \g /dev/null

-- release: the job goes back, and the attempt does not count.
select t.new_import('acme/released', priority => 10) as released \gset
select t.at_stage(:released, 'pull_requests', 1) \g /dev/null
do $$
declare
    import bigint := (select id from brigade.imports where source = 'acme/released');
begin
    for n in 1 .. 20 loop
        perform t.claim();
        perform t.finish(import, '{}', jsonb_build_array(t.trouble(import, 'k1', 'release', null)));
    end loop;
end $$;
select results_eq(format('select state, attempt, uncounted, last_error, first_error_at from brigade.jobs where run_id '
    '= %s', :released),
    $$ values ('ready', 20, 20, null::text, null::timestamptz) $$,
        'a job may be released any number of times: it is never spent, and nothing went wrong');
select is(t.claim(), '{k1}', 'it is due again at once');
select t.finish(:released, '{}', jsonb_build_array(t.trouble(:released, 'k1', 'retry'))) \g /dev/null
select is((select attempt - uncounted || state from brigade.jobs where run_id = :released), '1ready',
    'the budget starts with the first attempt that counts');

-- After a connection was lost at COMMIT, the row must tell that a trouble was written: else it is written twice,
-- and a release that counts twice breaks a constraint.
select t.leases_end(:released) \g /dev/null
select t.claim() \g /dev/null
select id, token from brigade.jobs where run_id = :released \gset
select is(brigade.committed_or_held(:released, :'token', array[:id]), 'held',
    'outcome: while the lease runs, the claim is held');
select is(brigade.committed_or_held(:released, t.token(), array[:id]), 'lost', 'outcome: another claim is lost');
select t.finish(:released, '{}', jsonb_build_array(t.trouble(:released, 'k1', 'retry'))) \g /dev/null
select isnt(brigade.committed_or_held(:released, t.token(), array[:id]), 'held',
    'outcome: after a retry was written, the attempt is not held');
select t.leases_end(:released) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:released, '{}', jsonb_build_array(t.trouble(:released, 'k1', 'release', wait_ms => 60000)))
    \g /dev/null
select isnt(brigade.committed_or_held(:released, t.token(), array[:id]), 'held',
    'outcome: after a release was written, the attempt is not held');
select t.leases_end(:released) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:released, '{k1}') \g /dev/null
select is(brigade.committed_or_held(:released, t.token(), array[:id]), 'committed', 'outcome: done is committed');
select is(brigade.committed_or_held(:released, t.token(), '{-1}'), 'lost', 'outcome: a job that is not there is lost');
select is_empty('select * from t.miscounts() where import <> (select id from brigade.imports where source '
    '= ''acme/widgets'')', 'every count equals a recount');

select * from finish();
rollback;
