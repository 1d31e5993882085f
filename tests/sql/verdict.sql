-- The verdict follows from what the lists named and what is here: complete, complete with notes, incomplete.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- An import that stands before its last job, with a project, two merge requests of two, and a comment of one.
create function pg_temp.almost(source text) returns bigint language plpgsql as $$
declare
    import bigint := t.new_import(source, priority => 1);
begin
    perform t.put_project(import, source);
    perform forge.put_merge_requests(import, jsonb_build_array(t.merge_request(1), t.merge_request(2)));
    perform forge.put_notes(import, jsonb_build_array(t.note(10)));
    perform t.put_page(import, 'merge_requests', 'list', 1, '{1,2}', 2);
    perform t.put_page(import, 'merge_request_notes', '1/comments', 1, '{10}', job => '1');
    perform t.at_stage(import, 'finish', 1);
    perform t.claim();
    return import;
end $$;
create function pg_temp.verdict(import bigint) returns text language sql as
$$ select i.state || ', ' || coalesce(i.verdict, 'no verdict') from brigade.imports i where i.id = import $$;
create function pg_temp.line(import bigint, kind text) returns text language sql as $$
    select format('announced %s, seen %s, stored %s, failed %s, withdrawn %s, missing %s%s: %s',
        coalesce(r.announced::text, '-'), coalesce(r.seen::text, '-'),
        r.stored, r.failed, r.withdrawn, r.missing, coalesce(', ' || r.reason, ''),
        coalesce(r.matches::text, 'not known yet'))
    from brigade.reconciliation r where r.run_id = import and r.thing = line.kind
$$;
create function pg_temp.missing(import bigint) returns text language sql as $$
    select string_agg(format('%s %s x%s %s (%s) %s', m.thing, coalesce(m.key, '-'), m.number, coalesce(m.link, '-'),
        coalesce(m.job, '-'), m.reason), e'\n' order by m.thing, m.key)
    from brigade.missing m where m.run_id = import
$$;

select pg_temp.almost('acme/complete') as complete \gset
select is(pg_temp.verdict(:complete), 'running, no verdict', 'before the end there is no verdict');
select is(t.finish(:complete, '{k1}'), null, 'the import ends');
select is(pg_temp.verdict(:complete), 'finished, complete', 'all that was named is stored: complete');
select is(pg_temp.line(:complete, 'merge_requests'),
    'announced 2, seen 2, stored 2, failed 0, withdrawn 0, missing 0: true',
    'reconciliation: what was announced, seen and stored');
select is(pg_temp.line(:complete, 'merge_request_notes'),
    'announced -, seen 1, stored 1, failed 0, withdrawn 0, missing 0: true', 'a list may announce nothing');
select is(pg_temp.line(:complete, 'tasks'), 'announced -, seen -, stored 0, failed 0, withdrawn 0, missing 0: true',
    'a kind that was never asked for matches');
select ok((select bool_and(matches) from brigade.reconciliation where run_id = :complete), 'everything matches');
select is(pg_temp.missing(:complete), null, 'and nothing is missing');
select ok((select finished_at is not null and error is null from brigade.imports where id = :complete),
    'an end, and no error');
select is(brigade.retry(:complete), 0::bigint, 'there is nothing to take up again');

select pg_temp.almost('acme/notes') as notes \gset
select brigade.put_omissions(:notes,
    '[{"stage": "repository", "key": "wiki", "reason": "withdrawn", "message": "Bitbucket has no wikis any more."}]')
    \g /dev/null
select t.finish(:notes, '{k1}') \g /dev/null
select is(pg_temp.verdict(:notes), 'finished, complete with notes',
    'something that is not there to be brought over is a note');
select is(pg_temp.line(:notes, 'wiki'), 'announced -, seen -, stored 0, failed 0, withdrawn 0, missing 0, withdrawn: '
    'true', 'reconciliation says why');

-- One comment missing.
select pg_temp.almost('acme/comment') as comment \gset
select t.put_page(:comment, 'merge_request_notes', '2/comments', 1, '{11}', job => '2',
    link => 'https://b/pull-requests/2#comment-{key}') \g /dev/null
select t.finish(:comment, '{k1}') \g /dev/null
select is(pg_temp.verdict(:comment), 'finished, incomplete', 'an import with one comment missing is incomplete');
select is(pg_temp.line(:comment, 'merge_request_notes'),
    'announced -, seen 2, stored 1, failed 0, withdrawn 0, missing 1: false', 'reconciliation says of what kind');
select is(pg_temp.missing(:comment), 'merge_request_notes 11 x1 https://b/pull-requests/2#comment-11 (2) a list of the '
    'source names it, and it is not here',
    'a query names that comment, with its link');

-- A list that moved while it was read: one stands on two pages, another on none. The sums agree, and it is a loss.
select pg_temp.almost('acme/moved') as moved \gset
select t.put_page(:moved, 'merge_requests', 'list', 1, '{1,2}', 3, is_last => false) \g /dev/null
select t.put_page(:moved, 'merge_requests', 'list', 2, '{2}', 3) \g /dev/null
select t.finish(:moved, '{k1}') \g /dev/null
select is(pg_temp.verdict(:moved), 'finished, incomplete', 'a double does not make up for a loss');
select is(pg_temp.line(:moved, 'merge_requests'),
    'announced 3, seen 2, stored 2, failed 0, withdrawn 0, missing 1: false', 'ids are counted once');
select is(pg_temp.missing(:moved), 'merge_requests - x1 https://b/ (list/1) the list "list" said it has 3, and its '
    'pages showed 2', 'what the source did not name is numbered');

-- One list that grew does not make up for another that hid something.
select pg_temp.almost('acme/lists') as lists \gset
select forge.put_notes(:lists, jsonb_build_array(t.note(20), t.note(21))) \g /dev/null
select t.put_page(:lists, 'merge_request_notes', '1/comments', 1, '{10,20,21}', 2, job => '1') \g /dev/null
select t.put_page(:lists, 'merge_request_notes', '2/comments', 1, '{}', 1, job => '2') \g /dev/null
select t.finish(:lists, '{k1}') \g /dev/null
select is(pg_temp.verdict(:lists), 'finished, incomplete', 'each list is compared with its own size');

-- A list that shrank while it was read: what went may have moved another one over a page's end, unseen.
select pg_temp.almost('acme/shrank') as shrank \gset
select t.put_page(:shrank, 'merge_requests', 'list', 1, '{1}', 3, is_last => false) \g /dev/null
select t.put_page(:shrank, 'merge_requests', 'list', 2, '{2}', 2) \g /dev/null
select t.finish(:shrank, '{k1}') \g /dev/null
select is(pg_temp.verdict(:shrank), 'finished, incomplete',
    'the greatest size that any page gave is what must have been seen');
select is(pg_temp.missing(:shrank), 'merge_requests - x1 https://b/ (list/1) the list "list" said it has 3, and its '
    'pages showed 2', 'and it says so');
select is((select announced_first || ' ' || announced from brigade.reconciliation where run_id = :shrank
    and thing = 'merge_requests'), '3 2', 'start and end are both told');

select pg_temp.almost('acme/unread') as unread \gset
select t.put_page(:unread, 'merge_requests', 'list', 1, '{1,2}', is_last => false) \g /dev/null
select t.finish(:unread, '{k1}') \g /dev/null
select is(pg_temp.missing(:unread), 'merge_requests - x1 https://b/ (list/1) the last page of the list "list" was not '
    'read', 'a kind is done only when its last page was read');

select pg_temp.almost('acme/orphan') as orphan \gset
select forge.put_notes(:orphan, jsonb_build_array(t.note(30, null, '{"noteable_iid": 7}'))) \g /dev/null
select t.finish(:orphan, '{k1}') \g /dev/null
select is(pg_temp.missing(:orphan), 'merge_requests 7 x1 - (list/1) what belongs to it is here, and no list of the '
    'source showed it', 'a comment shows that its merge request exists');

select pg_temp.almost('acme/failed') as failed \gset
select t.put_page(:failed, 'merge_requests', 'list', 1, '{1,2,3}', 3) \g /dev/null
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at, url)
values (:failed, 'pull_requests', '3', 'item', 'It is malformed.', 1, now(), now(), 'https://b/3');
insert into brigade.omissions (run_id, stage, key, reason, message)
    values (:failed, 'users', 'members', 'forbidden', 'no');
select t.finish(:failed, '{k1}') \g /dev/null
select is(pg_temp.verdict(:failed), 'finished, incomplete', 'a failure makes it incomplete, whatever the notes');
select is(pg_temp.line(:failed, 'merge_requests'),
    'announced 3, seen 3, stored 2, failed 1, withdrawn 0, missing 0: true',
    'the failure accounts for what is missing');
select is(pg_temp.missing(:failed), 'merge_requests 3 x1 https://b/3 (-) It is malformed.',
    'it is named once, with the reason');
select is(pg_temp.line(:failed, 'members'),
    'announced -, seen -, stored 0, failed 0, withdrawn 0, missing 0, forbidden: true',
    'what the credential may not ask is forbidden, not missing');

-- Withdrawn: brought by an earlier import, and no longer listed. And the earlier import is not judged by what came
-- later.
select t.new_import('acme/complete', priority => 1) as second \gset
select t.put_project(:second, 'acme/complete') \g /dev/null
select t.put_page(:second, 'merge_requests', 'list', 1, '{2}', 1) \g /dev/null
select t.at_stage(:second, 'finish', 1) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:second, '{k1}') \g /dev/null
select is(pg_temp.line(:second, 'merge_requests'),
    'announced 1, seen 1, stored 1, failed 0, withdrawn 1, missing 0: true',
    'what no list names any more is withdrawn, and stays');
delete from forge.merge_requests where iid = 1 and project_id = (select project_id from brigade.imports
    where id = :second);
select is(pg_temp.missing(:complete), null, 'only the newest import of a project is compared with what is here');

-- More than was announced: the source grew while we read.
select pg_temp.almost('acme/grew') as grew \gset
select forge.put_merge_requests(:grew, jsonb_build_array(t.merge_request(3))) \g /dev/null
select t.put_page(:grew, 'merge_requests', 'list', 1, '{1,2,3}', 2) \g /dev/null
select t.finish(:grew, '{k1}') \g /dev/null
select is(pg_temp.verdict(:grew), 'finished, complete', 'more than was announced is complete');

-- Pages: one that is read again takes the place of what it showed.
select t.new_import('acme/pages') as pages \gset
select t.put_page(:pages, 'tasks', '1/tasks', 1, '{1,2}', 5, is_last => false) \g /dev/null
select t.put_page(:pages, 'tasks', '1/tasks', 2, '{3}') \g /dev/null
select t.put_page(:pages, 'tasks', '1/tasks', 1, '{1,4}', 4, is_last => false) \g /dev/null
select results_eq(format('select announced_first, announced, seen, is_whole, job collate "default" from brigade.lists '
    'where run_id = %s', :pages),
    $$ values (4::bigint, 4::bigint, 3::bigint, true, '1/tasks/1') $$, 'a list is its pages');
select lives_ok(format('select brigade.put_pages(%s, ''[]'')', :pages), 'no pages add nothing');
select throws_ok(format('select t.put_page(%s, ''elves'', ''list'', 1, ''{}'')', :pages), '23503', null,
    'a kind that is none is refused');
select t.put_project(:pages, 'acme/pages') \g /dev/null
select forge.put_repositories(:pages, '[{"kind": "code", "path": "1/code.git", "ref_count": 1, "commit_count": 1, '
    '"size_bytes": 1}]') \g /dev/null
select forge.put_refs(:pages,
    jsonb_build_array(jsonb_build_object('kind', 'code', 'refs',
    jsonb_build_array(jsonb_build_object('name', 'refs/heads/main', 'oid', repeat('a', 40)))))) \g /dev/null
select t.put_page(:pages, 'refs', 'code', 1, '{refs/heads/main,refs/heads/gone}', 2, job => 'code') \g /dev/null
select is(pg_temp.line(:pages, 'refs'),
    'announced 2, seen 2, stored 1, failed 0, withdrawn 0, missing 0: not known yet',
    'while a stage is under way nothing of it is missing, and nobody knows whether it matches');
select t.at_stage(:pages, 'users', 1) \g /dev/null
select is(pg_temp.line(:pages, 'refs'), 'announced 2, seen 2, stored 1, failed 0, withdrawn 0, missing 1: false',
    'a ref that is not stored is seen');

-- Kinds that are counted and not named: the sums alone.
select t.new_import('acme/tallies') as tallies \gset
select brigade.put_tallies(:tallies, '[{"thing": "tasks", "announced": 5, "listed": 2}, '
    '{"thing": "tasks", "listed": 2}, '
    '{"thing": "members", "listed": 1}]') \g /dev/null
select brigade.put_tallies(:tallies, '[{"thing": "tasks", "listed": 1}, {"thing": "members", "announced": 4, "listed": '
    '3}]') \g /dev/null
select results_eq(format('select thing, announced, listed from brigade.tallies where run_id = %s order by thing',
    :tallies),
    $$ values ('members', 4::bigint, 4::bigint), ('tasks', 5, 5) $$, 'tallies add up, in one call and over calls');
select brigade.put_tallies(:tallies, '[]') \g /dev/null
select throws_ok(format('select brigade.%s(%s, %L)', f, :tallies, format('[{"thing": "%s", "list": "l", "page": 1, '
    '"job": "j", "listed": 1, "keys": [], "is_last": true}]', thing)), '23503',
    format('the pipeline of run %s brings no "%s"', :tallies, thing), f || ' refuses ' || thing)
from unnest('{put_tallies,put_pages}'::text[]) f, unnest('{gnomes,repositories}'::text[]) thing;
select is((select count(*) from brigade.tallies where run_id = :tallies), 2::bigint, 'no tallies add nothing');
select t.put_project(:tallies, 'acme/tallies') \g /dev/null
select t.at_stage(:tallies, 'pull_requests', 1) \g /dev/null
select is(pg_temp.missing(:tallies), 'members - x4 - (-) the source has 4, and 0 are here',
    'what was counted and is not here');
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at)
    values (:tallies, 'users', 'members/1', 'item', 'It is malformed.', 1, now(), now());
select is((select missing || ' ' || failed || ' ' || seen from brigade.reconciliation where run_id = :tallies
    and thing = 'members'), '3 1 4', 'failures account for as many');

-- One account a thing: failures of other things in the same stage hide nothing of it.
select pg_temp.almost('acme/accounts') as accounts \gset
select is((select count(*) from brigade.reconciliation where run_id = :accounts and matches), 16::bigint,
    'what was read matches');
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at)
values (:accounts, 'pull_requests_notes', '11', 'item', 'It is malformed.', 1, now(), now()),
       (:accounts, 'pull_requests', 'activity/1', 'item', 'It is malformed.', 1, now(), now()),
       (:accounts, 'users', 'members/2', 'item', 'It is malformed.', 1, now(), now());
select t.put_page(:accounts, 'members', 'members', 1, '{}', 136, is_last => false) \g /dev/null
select t.put_page(:accounts, 'merge_request_notes', '2/comments', 1, '{11}', job => '2') \g /dev/null
select is(pg_temp.line(:accounts, 'merge_request_notes'),
    'announced -, seen 2, stored 1, failed 1, withdrawn 0, missing 1: false',
    'the failed discussion of pull request 11 does not excuse comment 11');
select is(pg_temp.line(:accounts, 'tasks'), 'announced -, seen -, stored 0, failed 1, withdrawn 0, missing 0: false',
    'how many tasks a failed discussion had nobody knows: no match');
select is(pg_temp.line(:accounts, 'merge_requests'),
    'announced 2, seen 2, stored 2, failed 0, withdrawn 0, missing 0: true',
    'a failed page of activity is none of the pull requests');
select is(pg_temp.line(:accounts, 'members'),
    'announced 136, seen 0, stored 0, failed 1, withdrawn 0, missing 136: false', 'a failed page accounts for nobody');
select brigade.put_tallies(:accounts, '[{"thing": "issue_notes", "announced": 600, "listed": 100}]') \g /dev/null
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at)
select :accounts, 'issues_notes', k, 'item', 'It is damaged.', 1, now(), now()
from unnest(array['archive/attachments/number 1', 'archive/comments/number 5']) k;
select is((select missing || ' ' || failed from brigade.reconciliation where run_id = :accounts
    and thing = 'issue_notes'), '599 1', 'lost attachments account for no comment');
select pg_temp.almost('acme/begun') as begun \gset
update brigade.run_stages set state = 'waiting' where run_id = :begun;
select is((select count(matches) from brigade.reconciliation where run_id = :begun), 0::bigint,
    'what was not read yet neither matches nor differs');

-- Kinds whose things are not row by row here: the sizes of their lists alone.
insert into brigade.things (pipeline, position, thing, stage, has_jobs, is_stored, description)
    values ('import', 999, 'elves', 'users', false, false, 'Elves');
select t.new_import('acme/elves') as elves \gset
select t.put_page(:elves, 'elves', 'list', 1, '{1,2}', 2) \g /dev/null
select t.at_stage(:elves, 'pull_requests', 1) \g /dev/null
select is(pg_temp.line(:elves, 'elves'), 'announced 2, seen 2, stored 2, failed 0, withdrawn 0, missing 0: true',
    'what becomes no row of its own is not looked for');
select t.put_page(:elves, 'elves', 'list', 1, '{1,2}', 3) \g /dev/null
select is(pg_temp.missing(:elves), 'elves - x1 https://b/ (list/1) the list "list" said it has 3, and its pages showed '
    '2', 'what a list hid is missing');

-- Omissions are noted once each.
select brigade.put_omissions(:pages, '[{"stage": "repository", "key": "wiki", "reason": "off", "message": "It is '
    'off."}]') \g /dev/null
select brigade.put_omissions(:pages, '[{"stage": "repository", "key": "wiki", "reason": "forbidden", "message": "It '
    'is not ours.", "url": "u"}]') \g /dev/null
select results_eq(format('select reason, message, url from brigade.omissions where run_id = %s', :pages),
    $$ values ('forbidden', 'It is not ours.', 'u') $$, 'the newest word on what is not there stays');
select throws_ok(format('select brigade.put_omissions(%s, ''[{"stage": "a", "key": "b", "reason": "lost", "message": '
    '"x"}]'')', :pages), '23514', null,
    'an outcome that is none is refused');

-- The end clears what is too old to matter.
insert into brigade.request_counts values ('old', now() - interval '3 hours', 1),
    ('old', now() - interval '30 minutes', 1);
insert into brigade.worker_sessions (worker, host, pid, version, seen_at)
    values ('old', 'h', 1, '0', now() - interval '2 days'), ('new', 'h', 2, '0', now());
select pg_temp.almost('acme/housekeeping') as housekeeping \gset
select t.finish(:housekeeping, '{k1}') \g /dev/null
select is((select count(*) from brigade.request_counts where identity = 'old'), 1::bigint,
    'request counts that count no more are cleared');
select is((select string_agg(worker, ' ') from brigade.worker_sessions), 'new', 'and workers of days ago');

select * from finish();
rollback;
