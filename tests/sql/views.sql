-- The dashboards: the columns that other people's SQL relies on, and what progress says an import waits for.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- The specification's columns, at least.
create temp table promised (name text, columns text);
insert into promised values
    ('brigade.imports', 'id source credential issues_export wiki_source priority state stage verdict requested_by '
        'error created_at started_at finished_at project_id parent_id'),
    ('brigade.failures', 'run_id stage key url class message http_status attempts first_at last_at'),
    ('brigade.stage_progress', 'run_id stage state done total failed started_at finished_at'),
    ('brigade.progress', 'run_id source state stage done total percent eta waiting_for verdict'),
    ('brigade.throughput', 'minute jobs requests bytes'),
    ('brigade.rate_limits', 'credential used left blocked_until'),
    ('brigade.workers', 'worker host pid seen_at state run_id stage doing'),
    ('brigade.reconciliation', 'run_id thing announced_first announced seen stored failed withdrawn missing reason '
        'message matches'),
    ('brigade.stages', 'name position'), ('brigade.jobs', 'run_id id stage kind key state'),
        ('brigade.credentials', 'name'),
    ('forge.projects', 'id owner source_uuid full_name name slug description visibility default_branch language '
        'website parent_full_name size_bytes created_at updated_at raw'),
    ('forge.repositories', 'project_id kind path head ref_count commit_count size_bytes fetched_at'),
    ('forge.refs', 'project_id kind name oid peeled_oid'),
    ('forge.users', 'id owner uuid account_id type nickname display_name mapped_to raw'),
    ('forge.members', 'project_id user_id permission'), ('forge.labels', 'project_id name color kind'),
    ('forge.merge_requests', 'project_id iid title description state source_state draft author_id closed_by_id '
        'close_reason source_branch target_branch source_full_name source_sha target_sha merge_commit_sha '
        'close_source_branch comment_count task_count created_at updated_at merged_at closed_at raw'),
    ('forge.merge_request_reviewers', 'project_id iid user_id role state participated_at'),
    ('forge.merge_request_events', 'project_id iid kind at user_id detail'),
    ('forge.tasks', 'project_id source_id merge_request_iid note_source_id state content creator_id created_at '
        'updated_at resolved_at resolved_by_id'),
    ('forge.notes', 'project_id noteable_type noteable_iid source_id parent_source_id discussion_source_id author_id '
        'body created_at updated_at deleted resolved_at resolved_by_id path old_line new_line old_start_line '
        'new_start_line base_sha head_sha outdated raw');
select is_empty(format('select c from regexp_split_to_table(%L, '' '') c where not exists (
    select from pg_attribute a where a.attrelid = %L::regclass and a.attname = c
    and not a.attisdropped)', columns, name), format('%s has the columns of the specification', name))
from promised;

create function pg_temp.waits_for(import bigint) returns text
    language sql as $$ select p.waiting_for from brigade.progress p where p.run_id = waits_for.import $$;

insert into brigade.credentials (name, kind) values ('acme-token', 'access_token');
select t.new_import('acme/widgets', 'acme-token') as import \gset
select is(pg_temp.waits_for(:import), 'no worker is running: start "brigade work"', 'waiting_for: nobody works');
select brigade.hello('w1', 'host', 1, '0', '999') \g /dev/null
select is(pg_temp.waits_for(:import), null, 'waiting_for: a worker is there, and the job is due');
select t.claim() \g /dev/null
select is(pg_temp.waits_for(:import), null, 'waiting_for: a worker has it');
select id, token from brigade.jobs where run_id = :import \gset
select brigade.extend('w1', :import, :'token', array[:id], 'cloning acme/widgets: 42 %') \g /dev/null
select is(pg_temp.waits_for(:import), 'cloning acme/widgets: 42 %', 'waiting_for: what the worker is doing');
select t.finish(:import, '{}', jsonb_build_array(t.trouble(:import, 'project', 'retry', 'Bitbucket answered 502')))
    \g /dev/null
update brigade.worker_sessions set run_id = null, stage = null, doing = null;
select matches(pg_temp.waits_for(:import), '^next try at \d\d:\d\d:\d\d \S+ after: Bitbucket answered 502$',
    'waiting_for: the next try, and what went wrong');
savepoint later;
update brigade.jobs set run_after = now() + interval '20 minutes' where run_id = :import;
update brigade.run_stages set requests = 100 where run_id = :import and stage = 'repository';
insert into brigade.outlooks values (:import, 100, 5, true)
on conflict (run_id) do update set requests = 100, requests_left = 5;
insert into brigade.meters (run_id, worker, minute, requests) values (:import, 'w9', date_trunc('minute', now()), 100);
select ok(p.requests_left > 0 and p.eta between interval '19 minutes' and interval '21 minutes',
    format('the time left is not shorter than until then: %s requests, %s', p.requests_left, p.eta))
from brigade.progress p where p.run_id = :import;
rollback to later;
select brigade.book_requests('acme-token', 10, 10) \g /dev/null
select brigade.book_requests('acme-token', 10, 1) \g /dev/null
select matches(pg_temp.waits_for(:import),
    '^credential acme-token: its 10 requests in an hour are used; goes on at \d\d:\d\d:\d\d \S+(; done on .*)?$',
    'waiting_for: the budget');
select t.new_import('acme/public') as public \gset
select brigade.book_requests('', 57, 1) \g /dev/null
select brigade.block_credential(null, 60000, 'Bitbucket answered 429') \g /dev/null
select matches(pg_temp.waits_for(:public), '^credential \(anonymous\): Bitbucket answered 429; goes on at ',
    'waiting_for: the anonymous budget');
select brigade.pause(:import) \g /dev/null
select is(pg_temp.waits_for(:import), 'paused; go on: brigade resume ' || :import,
    'waiting_for: somebody paused it, and how to go on');
select brigade.resume(:import) \g /dev/null
select brigade.stop_run(:import, 'paused', 'Bitbucket refused the credential.') \g /dev/null
select is(pg_temp.waits_for(:import),
    'paused: Bitbucket refused the credential; when that is mended, go on: brigade resume ' || :import,
    'waiting_for: why a worker paused it');
select brigade.resume(:import) \g /dev/null
select brigade.stop_run(:import, 'paused', 'put it in place; then: brigade resume ' || :import) \g /dev/null
select is(pg_temp.waits_for(:import), 'paused: put it in place; then: brigade resume ' || :import,
    'waiting_for: how to go on is said once');
select brigade.resume(:import) \g /dev/null
select brigade.stop_run(:import, 'failed', 'The repository is gone.') \g /dev/null
select is(pg_temp.waits_for(:import), 'The repository is gone.', 'waiting_for: why it failed');
select brigade.cancel(:public) \g /dev/null
select is(pg_temp.waits_for(:public), null, 'waiting_for: a cancelled import waits for nothing');
update brigade.worker_sessions set seen_at = clock_timestamp() - interval '4 minutes';
select t.new_import('acme/alone', priority => 7) as alone \gset
update brigade.budgets set used_up_until = null, server_wait_until = null;
select is(pg_temp.waits_for(:alone), 'no worker is running: start "brigade work"',
    'waiting_for: a worker without a sign of life is none');
select is((select state from brigade.workers where worker = 'w1'), 'lost', 'workers: it is lost');
select brigade.hello('w2', 'host', 2, '0', '999') \g /dev/null
select is((select state from brigade.workers where worker = 'w2'), 'idle', 'workers: one that said hello is idle');
select t.claim('w2') \g /dev/null
select is((select state || ' ' || stage from brigade.workers where worker = 'w2'), 'working repository',
    'workers: one that claimed is working');
select brigade.goodbye('w2') \g /dev/null
select is((select state || coalesce(stage, '') from brigade.workers where worker = 'w2'), 'stopped',
    'workers: one that said good-bye has stopped');

-- Numbers.
select t.new_import('acme/numbers', priority => 9) as numbers \gset
select t.at_stage(:numbers, 'issues', 10) \g /dev/null
select t.claim('w3') \g /dev/null
select t.finish(:numbers, '{k1,k2,k3}', jsonb_build_array(t.trouble(:numbers, 'k4', 'failed')), worker => 'w3')
    \g /dev/null
select brigade.put_omissions(:numbers,
    '[{"stage": "repository", "key": "wiki", "reason": "withdrawn", "message": "x"}, {"stage": "users", "key": '
    '"members", "reason": "forbidden", "message": "x"}]') \g /dev/null
update brigade.imports set started_at = now() - interval '1 hour' where id = :numbers;
select results_eq(format('select done, total, percent, failed, round(jobs_per_minute, 1), eta is not null, notes from '
    'brigade.progress where run_id = %s', :numbers),
    $$ values (3::numeric, 10::numeric, 30, 1::numeric, 0.8, true, 'wiki: withdrawn, members: forbidden') $$,
        'progress: how far, how fast, what is not there');
update brigade.imports set started_at = now() - interval '1 second' where id = :numbers;
select ok((select jobs_per_minute > 20 from brigade.progress where run_id = :numbers),
    'progress: an import that has just started is not judged by minutes before it');
select results_eq(format('select stage, state, done, total, failed, finished_at from brigade.stage_progress where '
    'run_id = %s and total > 0', :numbers),
    $$ values ('issues', 'open', 3::bigint, 10::bigint, 1::bigint, null::timestamptz) $$,
        'stage_progress: the same of each stage');
select is((select count(*) from brigade.stage_progress where run_id = :numbers),
    (select count(*) from brigade.stages where pipeline = 'import'), 'stage_progress: every stage has its line');
select ok((select sum(jobs) >= 4 from brigade.throughput), 'throughput: jobs done and failed of the minute');
select t.work('w3') \g /dev/null
select t.leases_end(:numbers) \g /dev/null
select t.work('w3') \g /dev/null
select results_eq(format('select percent, verdict, eta from brigade.progress where run_id = %s',
    :numbers), $$ values (100, 'incomplete', null::interval) $$,
    'progress: an import that ended is through, with its verdict');

select ok((select used = 10 and "left" = 0 from brigade.rate_limits where credential = 'acme-token'),
    'rate_limits: used and left in this hour');
select ok((select "left" = requests_per_hour - used from brigade.rate_limits where credential = '(anonymous)'),
    'rate_limits: the anonymous budget has a name');
update brigade.request_counts set minute = minute - interval '2 hours';
select ok((select used = 0 and "left" = 10 from brigade.rate_limits where credential = 'acme-token'),
    'rate_limits: an hour later it is free again');
select is((select count(*) from brigade.reconciliation where run_id = :numbers), 16::bigint,
    'reconciliation: a line for each thing');

select * from finish();
rollback;
