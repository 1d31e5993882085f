-- brigade.retry reads a list again that hid something, and makes good what is missing.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create function pg_temp.jobs(import bigint) returns text language sql as $$
    select string_agg(format('%s:%s', j.key, j.state), ' ' order by j.stage, j.key) from brigade.jobs j
        where j.run_id = import and j.stage <> 'finish'
$$;

-- An import that read a list of two pages: 1 stands on both, 3 on none; 2 was named, and its row is gone.
select t.new_import() as import \gset
select t.put_project(:import) \g /dev/null
select t.at_stage(:import, 'pull_requests', 0) \g /dev/null
insert into brigade.jobs (run_id, stage, kind, key, state, requests, url, attempt)
values (:import, 'pull_requests', 'merge_requests', 'list/1', 'done', 1, null, 1),
    (:import, 'pull_requests', 'merge_requests', 'list/2', 'done', 1, 'https://b/2', 1),
       (:import, 'pull_requests', 'merge_request', '1', 'done', 0, null, 1),
           (:import, 'pull_requests', 'merge_request', '2', 'done', 0, null, 1),
       (:import, 'pull_requests', 'activity', 'activity/1', 'done', 1, null, 1);
update brigade.run_stages set done = 5 where run_id = :import and stage = 'pull_requests';
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(1))) \g /dev/null
select t.put_page(:import, 'merge_requests', 'list', 1, '{1,2}', 3, is_last => false) \g /dev/null
select t.put_page(:import, 'merge_requests', 'list', 2, '{1}', 3) \g /dev/null
select brigade.advance(:import) \g /dev/null
select t.work() \g /dev/null
select is((select verdict from brigade.imports where id = :import), 'incomplete',
    'the list hid one, and one has no row');
select is((select count(*) || ' ' || sum(number) from brigade.missing where run_id = :import), '2 2',
    'both are missing');
select is((select count(*) from brigade.failures where run_id = :import), 0::bigint, 'and nothing had failed');

select is(brigade.retry(:import, 'users'), 0::bigint, 'another stage has nothing to be taken up');
select is(brigade.retry(:import, 'pull_requests', '99'), 0::bigint, 'nor another key');
select is(brigade.retry(:import, 'pull_requests', '2'), 1::bigint, 'the list is read again from its first page');
select is(pg_temp.jobs(:import), '1:done activity/1:done list/1:ready',
    'its other pages are enqueued anew, and what has no row too');
select is((select state || ' ' || stage || ' ' || coalesce(verdict, '-') from brigade.imports where id = :import),
    'running pull_requests -', 'the import is open again, at that stage');
select is((select count(*) from brigade.pages where run_id = :import), 1::bigint,
    'what the other pages showed is forgotten');
select is((select count(*) from t.miscounts() where import = :import), 0::bigint, 'the barrier counts right');

-- This time it holds still.
select is(t.claim(), '{list/1}', 'the first page is claimed');
select t.put_page(:import, 'merge_requests', 'list', 1, '{1,2}', 3, is_last => false) \g /dev/null
select t.finish(:import, '{list/1}', follow_ups => '[{"kind": "merge_requests", "key": "list/2", "url": "https://b/2", '
    '"requests": 1}, {"kind": "merge_request", "key": "1"}, {"kind": "merge_request", "key": "2"}]') \g /dev/null
select is(t.claim(), '{list/2,2}', 'the next page, and the one that had no row; not what is there');
select t.put_page(:import, 'merge_requests', 'list', 2, '{3}', 3) \g /dev/null
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(2))) \g /dev/null
select t.finish(:import, '{list/2,2}', follow_ups => '[{"kind": "merge_request", "key": "3"}]') \g /dev/null
select t.claim() \g /dev/null
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(3))) \g /dev/null
select t.finish(:import, '{3}') \g /dev/null
select t.work() \g /dev/null
select is((select state || ', ' || verdict from brigade.imports where id = :import), 'finished, complete',
    'healed: the verdict follows');
select is(brigade.retry(:import), 0::bigint, 'and there is nothing left to take up');
select is((select count(*) from t.miscounts() where import = :import), 0::bigint, 'the barrier counts right');

-- One job that reads two lists, one of which went on.
select t.new_import('acme/two') as two \gset
select t.put_project(:two, 'two') \g /dev/null
select forge.put_merge_requests(:two, jsonb_build_array(t.merge_request(5))) \g /dev/null
select t.at_stage(:two, 'pull_requests_notes', 0) \g /dev/null
insert into brigade.jobs (run_id, stage, kind, key, state, requests, attempt, payload)
values (:two, 'pull_requests_notes', 'discussion', '5', 'done', 2, 1, '{"a": 1}'),
    (:two, 'pull_requests_notes', 'comments', '5/comments/2', 'done', 1, 1, null);
update brigade.run_stages set done = 2 where run_id = :two and stage = 'pull_requests_notes';
select t.put_page(:two, 'merge_request_notes', '5/comments', 1, '{}', 0, is_last => false, job => '5') \g /dev/null
select t.put_page(:two, 'merge_request_notes', '5/comments', 2, '{}', 0) \g /dev/null
select t.put_page(:two, 'tasks', '5/tasks', 1, '{8}', 1, job => '5') \g /dev/null
select brigade.advance(:two) \g /dev/null
select t.work() \g /dev/null
select is(brigade.retry(:two), 1::bigint, 'a job is taken up once for all its lists');
select is(pg_temp.jobs(:two), '5:ready', 'further pages of each are read anew');
select is((select payload::text from brigade.jobs where run_id = :two and key = '5'), '{"a": 1}',
    'it has what it needs to ask again');

-- Where a page failed, that page is taken up, not the list.
select t.new_import('acme/page') as page \gset
select t.put_project(:page, 'page') \g /dev/null
select t.at_stage(:page, 'users', 0) \g /dev/null
insert into brigade.jobs (run_id, stage, kind, key, state, requests, attempt)
values (:page, 'users', 'members', 'members/1', 'done', 1, 1), (:page, 'users', 'members', 'members/2', 'ready', 1, 1);
update brigade.run_stages set done = 1, pending = 1 where run_id = :page and stage = 'users';
select t.put_page(:page, 'members', 'members', 1, '{}', 7, is_last => false) \g /dev/null
select t.finish(:page, '{}', jsonb_build_array(t.trouble(:page, 'members/2', 'failed'))) \g /dev/null
select t.work() \g /dev/null
select is((select count(*) from brigade.missing where run_id = :page), 2::bigint,
    'the page, and what it would have shown');
select is(brigade.retry(:page), 1::bigint, 'one job');
select is((select string_agg(key || ':' || state, ' ' order by key) from brigade.jobs where run_id = :page
    and key like 'members%'), 'members/1:done members/2:ready', 'that of the page that failed');

-- What has no number is a job by its place: another may stand there when the list is read again.
select t.new_import('acme/files') as files \gset
select t.put_project(:files, 'files') \g /dev/null
select t.at_stage(:files, 'issues_notes', 0) \g /dev/null
insert into brigade.jobs (run_id, stage, kind, key, state, requests, attempt)
values (:files, 'issues_notes', 'issue_notes', '7', 'done', 2, 1),
    (:files, 'issues_notes', 'attachment', '7/attachments/1/item/1', 'done', 1, 1),
       (:files, 'issues_notes', 'attachment', '7/attachments/1/item/2', 'ready', 1, 1),
           (:files, 'issues_notes', 'attachment', '70/attachments/1/item/1', 'done', 1, 1);
update brigade.run_stages set done = 3, pending = 1 where run_id = :files and stage = 'issues_notes';
select t.put_page(:files, 'issue_comments', '7/comments', 1, '{}', 1, job => '7') \g /dev/null
select t.put_page(:files, 'attachments', '7/attachments', 1, '{7/a,7/b}', 2, job => '7') \g /dev/null
select t.finish(:files, '{}', jsonb_build_array(t.trouble(:files, '7/attachments/1/item/2', 'failed'))) \g /dev/null
select t.work() \g /dev/null
select is(brigade.retry(:files), 1::bigint, 'the list is read again');
select is(pg_temp.jobs(:files), '7:ready 70/attachments/1/item/1:done',
    'and makes their jobs anew, also that of one that had failed');
select is((select count(*) from brigade.failures where run_id = :files), 0::bigint, 'whose failure goes with it');
select is((select count(*) from t.miscounts() where import = :files), 0::bigint, 'the barrier counts right');

select * from finish();
rollback;
