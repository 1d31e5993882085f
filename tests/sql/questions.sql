-- What the verbs ask: of one import with its repositories, or of all; of the schema, of roles, of credentials.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

select t.new_import('acme') as workspace \gset
select t.new_import('other/alone') as alone \gset
insert into brigade.imports (source, parent_id) values ('acme/one', :workspace) returning id as one \gset
insert into brigade.imports (source, parent_id) values ('acme/two', :workspace) returning id as two \gset
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at)
select i, 'users', k, 'item', 'broken', 1, now(), now() - b
from (values (:two, 'b', interval '1 hour'), (:two, 'a', interval '0'), (:one, 'a', interval '0'),
    (:alone, 'a', interval '0')) v(i, k, b);

select is((select string_agg(i.source || ' ' || f.key, ', ') from brigade.failures_of(:workspace) f
    join brigade.imports i on i.id = f.run_id),
    'acme/one a, acme/two b, acme/two a',
    'failures of a workspace are those of its repositories, in the order in which they happened');
select is((select count(*) from brigade.failures_of(:one)), 1::bigint, 'failures of a repository are its own');
select is((select count(*) from brigade.failures_of()), 4::bigint, 'without a number, all are listed');
select is((select count(*) from brigade.failures_of(0)), 0::bigint, 'an import that is not there has none');

update brigade.imports set state = 'finished', verdict = 'complete with notes', finished_at = now() - interval '1 hour'
    where id = :alone;
insert into brigade.omissions (run_id, stage, key, reason, message)
    values (:alone, 'users', 'members', 'forbidden', 'no');
select is((select string_agg(source, '|') from brigade.overview()), 'acme|  acme/one|  acme/two|other/alone',
    'repositories stand below their workspace, indented');
select is((select remark from brigade.overview() where run_id = :alone), 'complete with notes (members: forbidden)',
    'the remark is the verdict with its notes');
select is((select remark from brigade.overview() where run_id = :two), 'no worker is running: start "brigade work"',
    'or what the import waits for');

select is((select json_array_length(brigade.report(:one))), 1, 'a report is an array of one import');
select is((select (brigade.report(:two) -> 0 -> 'failures' -> 0 ->> 'key')
    || json_array_length(brigade.report(:two) -> 0 -> 'omissions')), 'b0', 'with its failures and omissions');
select is((select json_array_length(brigade.report(:one) -> 0 -> 'stages')),
    (select count(*)::integer from brigade.run_stages where run_id = :one), 'and its stages');
select is(brigade.report(0)::text, '[]', 'the report of an import that is not there is empty');

select is((select string_agg(source, ' ') from brigade.under_way()), 'acme acme/one acme/two',
    'what has ended is not under way');
select is((select string_agg(source, ' ') from brigade.under_way(since => now() - interval '2 hours')),
    'acme acme/one acme/two other/alone', 'unless it ended since then');
select is((select string_agg(source, ' ') from brigade.under_way(:workspace)), 'acme acme/one acme/two',
    'a workspace stands above its repositories');
select is((select string_agg(source, ' ') from brigade.under_way(:alone)), 'other/alone',
    'an import that is asked for is shown, whatever its state');
update brigade.imports set state = 'running', started_at = now() where id = :two;
select is((select string_agg(source, ' ') from brigade.under_way(:workspace)), 'acme acme/two acme/one',
    'the repository that runs comes first');

insert into brigade.worker_sessions (worker, host, pid, version, started_at, seen_at, stopped_at)
values ('runs', 'h', 1, '1', now(), clock_timestamp(), null), ('stopped', 'h', 2, '1', now(), now(), now()),
       ('lost', 'h', 3, '1', now(), now() - interval '10 minutes', null),
           ('forgotten', 'h', 4, '1', now(), now() - interval '20 minutes', null);
select is((select string_agg(worker || ' ' || state, ', ') from brigade.workers_present()), 'lost lost, runs idle',
    'workers that run, and those that were lost just now');

select t.new_import('acme/one') as again \gset
select is((select string_agg(id::text, ' ') from brigade.imports_to_verify(:workspace)),
    concat_ws(' ', :workspace, :one, :two), 'an import is verified with its repositories');
select is((select count(*) from brigade.imports_to_verify() where id in (:one, :again)), 1::bigint,
    'without a number, the newest import of each project is');
select is((select count(*) from brigade.imports_to_verify() where id = :again), 1::bigint,
    'and that is the last one asked for');

delete from brigade.failures;
delete from brigade.imports where id in (:alone, :again);
update brigade.imports set state = 'queued', started_at = null where id = :two;
delete from brigade.events;
update brigade.run_stages set done = 3 where run_id = :two and stage = 'users';
select matches((select string_agg(source || ': ' || message, '; ') from brigade.violations_of(:workspace)
    where invariant = 'counters_differ'),
    '^acme/two: stage users counts 0 pending, 3 done', 'what is violated in a repository is told of its workspace');
select is((select count(*) from brigade.violations_of(:one) where invariant = 'counters_differ'), 0::bigint,
    'and not of its neighbour');
select is((select count(*) from brigade.violations_of() where invariant = 'counters_differ'), 1::bigint,
    'without a number, all imports are looked at');

select t.put_project(:one) as project \gset
select forge.put_merge_requests(:one, jsonb_build_array(t.merge_request(1), t.merge_request(2))) \g /dev/null
select is(brigade.count_holdings(:project, 'merge_requests'), 2::bigint, 'things of a kind are counted');
select is(brigade.count_holdings(:project, 'issues'), 0::bigint, 'none is zero');

select results_eq($$ select missing, unknown, last
    from brigade.compare_schema((select array_agg(name) from brigade.migrations)) $$,
    $$ select null::text, null::text, max(name) from brigade.migrations $$,
        'a program of this version knows all and misses nothing');
select results_eq($$ select missing, unknown
    from brigade.compare_schema((select array_agg(name) from brigade.migrations where name <> '001_engine')
    || '{999_new}') $$,
    $$ values ('999_new', '001_engine') $$, 'what is missing and what is unknown is named');

create role t_asker in role brigade_requester;
create role t_worker in role brigade_worker;
create function pg_temp.as_role(role name, statement text) returns text language plpgsql as $$
declare
    got text;
begin
    perform set_config('role', role, true);
    execute statement into got;
    perform set_config('role', 'none', true);
    return got;
end $$;
\set rights 'select string_agg(r.does, \', \') from brigade.rights() r where r.may'
select is(pg_temp.as_role('t_asker', :'rights'), 'ask for imports, look at them', 'a requester asks and looks');
select is(pg_temp.as_role('t_worker', :'rights'), 'run workers', 'a worker works');
select is((select string_agg(r.role, ' ') from brigade.rights() r where r.may),
    'brigade_worker brigade_requester brigade_viewer brigade_admin', 'the owner may everything');
select is_empty('select * from brigade.missing_roles()', 'no role is missing here');
set local role none;
alter role brigade_viewer rename to t_renamed;
select is((select role || ': ' || statement from brigade.missing_roles()),
    'brigade_viewer: create role brigade_viewer nologin;', 'one that is missing is named with what makes it');
alter role t_renamed rename to brigade_viewer;

select brigade.add_credential('file', 'access_token'), brigade.add_credential('gone', 'access_token'),
       brigade.add_credential('sealed', 'access_token') \g /dev/null
select is((select key_id from brigade.seal_key()), null, 'without a key there is none');
insert into brigade.seal_keys (key_id, public_key, created_at)
    values (repeat('a', 16), repeat('b', 64), now() - interval '1 day'), (repeat('c', 16), repeat('d', 64), now());
select is((select key_id || ' ' || requester from brigade.seal_key()), repeat('c', 16) || ' ' || current_user,
    'the newest key seals, for who asks');
insert into brigade.sealed_secrets (credential, key_id, sealed, sealed_at, purged_at) values
    ('sealed', repeat('a', 16), 'x', now(), null), ('gone', null, null, null, now());
select results_eq('select name, is_sealed, is_purged from brigade.credential_states()',
    $$ values ('file', false, false), ('gone', false, true), ('sealed', true, false) $$,
        'where the secret of each credential is');

select is((select requests from brigade.estimate_sizes('{"members": 5}', 950, 1) where stage = 'repository'),
    1::numeric, 'one repository is asked for once');
select is((select requests from brigade.estimate_sizes('{"members": 5}', 950, 40) where stage = 'repository'),
    40::numeric, 'each repository is asked for once');
select is((select requests from brigade.estimate_sizes('{"issues": 950}', 950, 2) where stage = 'all'),
    (select sum(requests) from brigade.estimate_sizes('{"issues": 950}', 950, 2) where stage <> 'all'),
        'the last row is the sum');
select results_eq($$ select comments, tasks, resolutions, probes, requests::integer from brigade.estimate_readings(
    '{"merge_requests": 2000, "discussed": 1571, "activity": 17923, "members": 100, "comments": 11985}', 950) $$,
    $$ values ('proved', 'every', 'sample', 'unknown', 2567), ('proved', 'every', 'sample', 'answered', 1041),
        ('proved', 'every', 'every', 'unknown', 3766), ('proved', 'shown', 'sample', 'unknown', 2138),
        ('proved', 'sampled', 'sample', 'unknown', 667), ('lists', 'every', 'sample', 'unknown', 4408),
        ('lists', 'shown', 'sample', 'unknown', 3979) $$, 'each way of reading has its price');
select is((select count(*) from brigade.estimate_readings('{}', 950) where leaves_out = '' or hours is null), 0::bigint,
    'and says what it leaves out');
select is((select string_agg(stage, ' ') from (select stage from brigade.estimate_sizes('{}', 950) limit 1) e),
    'repository', 'the stages stand in their order');
select * from finish();
rollback;
