-- The verdict follows from what was counted: complete, complete with notes, incomplete.
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
    perform brigade.put_tallies(import, '[{"kind": "merge_requests", "announced": 2, "listed": 2}, {"kind": "merge_request_notes", "listed": 1}]');
    perform t.at_stage(import, 'finish', 1);
    perform t.claim();
    return import;
end $$;
create function pg_temp.verdict(import bigint) returns text language sql as
$$ select i.state || ', ' || coalesce(i.verdict, 'no verdict') from brigade.imports i where i.id = import $$;
create function pg_temp.line(import bigint, kind text) returns text language sql as $$
    select format('announced %s, listed %s, stored %s, failed %s%s: %s', coalesce(r.announced::text, '-'), coalesce(r.listed::text, '-'), r.stored, r.failed,
        coalesce(', ' || r.outcome, ''), r.matches::text) from brigade.reconciliation r where r.import_id = import and r.kind = line.kind
$$;

select pg_temp.almost('acme/complete') as complete \gset
select is(pg_temp.verdict(:complete), 'running, no verdict', 'before the end there is no verdict');
select is(t.finish(:complete, '{k1}'), null, 'the import ends');
select is(pg_temp.verdict(:complete), 'finished, complete', 'all that was announced is stored: complete');
select is(pg_temp.line(:complete, 'merge_requests'), 'announced 2, listed 2, stored 2, failed 0: true', 'reconciliation: what was announced, seen and stored');
select is(pg_temp.line(:complete, 'merge_request_notes'), 'announced -, listed 1, stored 1, failed 0: true', 'a list may announce nothing');
select is(pg_temp.line(:complete, 'tasks'), 'announced -, listed -, stored 0, failed 0: true', 'a kind that was never asked for matches');
select ok((select bool_and(matches) from brigade.reconciliation where import_id = :complete), 'everything matches');
select ok((select finished_at is not null and error is null from brigade.imports where id = :complete), 'an end, and no error');

select pg_temp.almost('acme/notes') as notes \gset
select brigade.put_omissions(:notes, '[{"stage": "repository", "key": "wiki", "outcome": "withdrawn", "message": "Bitbucket has no wikis any more."}]') \g /dev/null
select t.finish(:notes, '{k1}') \g /dev/null
select is(pg_temp.verdict(:notes), 'finished, complete with notes', 'something that is not there to be brought over is a note');
select is(pg_temp.line(:notes, 'wiki'), 'announced -, listed -, stored 0, failed 0, withdrawn: true', 'reconciliation says why');

-- One comment missing.
select pg_temp.almost('acme/comment') as comment \gset
select brigade.put_tallies(:comment, '[{"kind": "merge_request_notes", "listed": 1}]') \g /dev/null
select t.finish(:comment, '{k1}') \g /dev/null
select is(pg_temp.verdict(:comment), 'finished, incomplete', 'an import with one comment missing is incomplete');
select is(pg_temp.line(:comment, 'merge_request_notes'), 'announced -, listed 2, stored 1, failed 0: false', 'reconciliation says of what kind');

select pg_temp.almost('acme/page') as page \gset
select brigade.put_tallies(:page, '[{"kind": "merge_requests", "announced": 1}]') \g /dev/null
select t.finish(:page, '{k1}') \g /dev/null
select is(pg_temp.verdict(:page), 'finished, incomplete', 'fewer seen than announced is incomplete');

select pg_temp.almost('acme/failed') as failed \gset
select brigade.put_tallies(:failed, '[{"kind": "merge_requests", "announced": 1, "listed": 1}]') \g /dev/null
insert into brigade.failures (import_id, stage, key, class, message, attempts, first_at, last_at)
values (:failed, 'pull_requests', '3', 'item', 'It is malformed.', 1, now(), now());
insert into brigade.omissions (import_id, stage, key, outcome, message) values (:failed, 'users', 'members', 'forbidden', 'no');
select t.finish(:failed, '{k1}') \g /dev/null
select is(pg_temp.verdict(:failed), 'finished, incomplete', 'a failure makes it incomplete, whatever the notes');
select is(pg_temp.line(:failed, 'merge_requests'), 'announced 3, listed 3, stored 2, failed 1: true', 'the failure accounts for what is missing');
select is(pg_temp.line(:failed, 'members'), 'announced -, listed -, stored 0, failed 0, forbidden: true', 'what the credential may not ask is forbidden, not missing');

-- More than was announced: the source grew while we read.
select pg_temp.almost('acme/grew') as grew \gset
select forge.put_merge_requests(:grew, jsonb_build_array(t.merge_request(3))) \g /dev/null
select brigade.put_tallies(:grew, '[{"kind": "merge_requests", "listed": 1}]') \g /dev/null
select t.finish(:grew, '{k1}') \g /dev/null
select is(pg_temp.verdict(:grew), 'finished, complete', 'more than was announced is complete');

-- Tallies add up over pages, and refs and members are counted like the rest.
select t.new_import('acme/tallies') as tallies \gset
select brigade.put_tallies(:tallies, '[{"kind": "tasks", "announced": 5, "listed": 2}, {"kind": "tasks", "listed": 2}, {"kind": "members", "listed": 1}]') \g /dev/null
select brigade.put_tallies(:tallies, '[{"kind": "tasks", "listed": 1}, {"kind": "members", "announced": 4, "listed": 3}]') \g /dev/null
select results_eq(format('select kind, announced, listed from brigade.tallies where import_id = %s order by kind', :tallies),
    $$ values ('members', 4::bigint, 4::bigint), ('tasks', 5, 5) $$, 'tallies add up, in one call and over calls');
select brigade.put_tallies(:tallies, '[]') \g /dev/null
select is((select count(*) from brigade.tallies where import_id = :tallies), 2::bigint, 'no tallies add nothing');
select t.put_project(:tallies, 'acme/tallies') \g /dev/null
select forge.put_repositories(:tallies, '[{"kind": "code", "path": "1/code.git", "ref_count": 1, "commit_count": 1, "size_bytes": 1}]') \g /dev/null
select forge.put_refs(:tallies, jsonb_build_array(jsonb_build_object('kind', 'code', 'refs', jsonb_build_array(jsonb_build_object('name', 'refs/heads/main', 'oid', repeat('a', 40)))))) \g /dev/null
select brigade.put_tallies(:tallies, '[{"kind": "refs", "announced": 2, "listed": 2}]') \g /dev/null
select is(pg_temp.line(:tallies, 'refs'), 'announced 2, listed 2, stored 1, failed 0: false', 'a ref that is not stored is seen');

-- Omissions are noted once each.
select brigade.put_omissions(:tallies, '[{"stage": "repository", "key": "wiki", "outcome": "off", "message": "It is off."}]') \g /dev/null
select brigade.put_omissions(:tallies, '[{"stage": "repository", "key": "wiki", "outcome": "forbidden", "message": "It is not ours.", "url": "u"}]') \g /dev/null
select results_eq(format('select outcome, message, url from brigade.omissions where import_id = %s', :tallies),
    $$ values ('forbidden', 'It is not ours.', 'u') $$, 'the newest word on what is not there stays');
select throws_ok(format('select brigade.put_omissions(%s, ''[{"stage": "a", "key": "b", "outcome": "lost", "message": "x"}]'')', :tallies), '23514', null,
    'an outcome that is none is refused');

-- The end clears what is too old to matter.
insert into brigade.request_counts values ('old', now() - interval '3 hours', 1), ('old', now() - interval '30 minutes', 1);
insert into brigade.worker_sessions (worker, host, pid, version, seen_at) values ('old', 'h', 1, '0', now() - interval '2 days'), ('new', 'h', 2, '0', now());
select pg_temp.almost('acme/housekeeping') as housekeeping \gset
select t.finish(:housekeeping, '{k1}') \g /dev/null
select is((select count(*) from brigade.request_counts where credential = 'old'), 1::bigint, 'request counts that count no more are cleared');
select is((select string_agg(worker, ' ') from brigade.worker_sessions), 'new', 'and workers of days ago');

select * from finish();
rollback;
