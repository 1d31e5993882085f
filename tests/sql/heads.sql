-- Heads of merge requests: what leads to them, what is kept, what is missing and why; refs that are refused; dead
-- attempts.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
select full_name as own from forge.projects where id = :project \gset
select forge.put_merge_requests(:import, jsonb_build_array(
    t.merge_request(1, jsonb_build_object('source_full_name', :'own', 'source_sha', 'aaaaaaaaaaaa')),
    t.merge_request(2, '{"source_full_name": "eve/fork", "source_branch": "topic", "source_sha": "bbbbbbbbbbbb"}'),
    t.merge_request(3, '{"source_full_name": "eve/fork", "source_branch": "topic", "source_sha": "bbbbbbbbbbbb"}'),
    t.merge_request(4, '{"source_full_name": "eve/fork", "source_branch": "new", "source_sha": null}'),
    t.merge_request(5, '{"source_full_name": "eve/fork", "source_branch": "old", "source_sha": null, "state": '
        '"closed"}'),
    t.merge_request(6, '{"source_full_name": null, "source_sha": "cccccccccccc"}')));
select results_eq(format('select * from forge.fork_branches(%s, ''eve/fork'')', :import),
    $$ values ('new'::text, null::text), ('topic', 'bbbbbbbbbbbb') $$,
        'branches of a fork, each once; a closed one without a commit wants nothing');
select is_empty(format('select * from forge.fork_branches(%s, ''eve/other'')', :import), 'another fork has others');
select forge.put_merge_requests(:import,
    jsonb_build_array(t.merge_request(7, jsonb_build_object('source_full_name', upper(:'own')))));
select results_eq(format('select iid, is_fork from forge.wanted_heads(%s, 0, 100)', :import),
    $$ values (1::bigint, false), (2, true), (3, true), (4, true), (5, true), (6, true), (7, false) $$,
        'a branch of no known repository is not ours; case does not matter');
select results_eq(format('select iid from forge.wanted_heads(%s, 3, 2)', :import), $$ values (4::bigint), (5) $$,
    'in order, after one, as many as asked for');
select brigade.put_omissions(:import, '[{"stage": "pull_requests_notes", "key": "fork/eve/fork", "reason": "off", '
    '"message": "not found"}]') \g /dev/null
select results_eq(format('select iid, fork_is_read from forge.wanted_heads(%s, 0, 2)', :import),
    $$ values (1::bigint, true), (2, false) $$, 'a fork that was noted as absent was not read');

-- What is kept.
select forge.put_heads(:import, jsonb_build_array(jsonb_build_object('iid', 1, 'head_oid', repeat('a', 40)),
    '{"iid": 2, "head_missing": "gone"}'::jsonb)) \g /dev/null
select results_eq('select iid, head_oid, head_missing from forge.merge_requests where iid < 4 order by iid',
    format('values (1::bigint, %L::text, null::text), (2, null, ''gone''), (3, null, null)', repeat('a', 40)),
    'heads are written, others left');
select is((select message from brigade.omissions where key = 'merge_request_heads'),
    '1 of 7 merge requests have a head that no branch, fork or merge gives any more: forge.merge_requests.head_missing '
        'says why', 'and missing ones noted once');
select string_agg(ctid::text, ' ' order by iid) as places from forge.merge_requests \gset
select forge.put_heads(:import, jsonb_build_array(jsonb_build_object('iid', 1, 'head_oid', repeat('a', 40)),
    '{"iid": 2, "head_missing": "gone"}'::jsonb)) \g /dev/null
select is((select string_agg(ctid::text, ' ' order by iid) from forge.merge_requests), :'places',
    'the same again writes nothing');
select throws_ok(format('select forge.put_heads(%s, ''[{"iid": 1, "head_oid": "%s", "head_missing": "x"}]'')', :import,
    repeat('a', 40)), '23514', null, 'kept and missing at once is refused');
select throws_ok(format('select forge.put_heads(%s, ''[{"iid": 1, "head_oid": "abc"}]'')', :import), '23514', null,
    'an abbreviated head is refused');

-- Refs that cannot be stored.
select forge.put_repositories(:import, '[{"kind": "code", "path": "1/code.git", "ref_count": 1, "commit_count": 9, '
    '"size_bytes": 1000}]') \g /dev/null
create function pg_temp.refs(refused jsonb) returns jsonb language sql as $$
    select jsonb_build_array(jsonb_build_object('kind', 'code', 'refused', refused,
        'refs', jsonb_build_array(jsonb_build_object('name', 'refs/heads/main', 'oid', repeat('a', 40)))))
$$;
create function pg_temp.refused(name text, oid text) returns jsonb language sql as $$
    select jsonb_build_object('name', name, 'oid', repeat(oid, 40), 'reason', 'it is odd', 'kept_as', 'refs/refused/1')
$$;
select forge.put_refs(:import,
    pg_temp.refs(jsonb_build_array(pg_temp.refused('ff00', 'b'), pg_temp.refused('2d78', 'c')))) \g /dev/null
select results_eq('select name, left(oid, 1), reason from forge.refused_refs order by name',
    $$ values ('\x2d78'::bytea, 'c'::text, 'it is odd'::text), ('\xff00', 'b', 'it is odd') $$,
        'refused refs are kept byte by byte');
select set_eq(format('select key from brigade.holdings where project_id = %s and thing = ''refs''', :project),
    array['refs/heads/main', '\x2d78', '\xff00'], 'and are held, as the list named them');
select forge.put_refs(:import, pg_temp.refs(jsonb_build_array(
    pg_temp.refused(encode('refs/heads/-wip', 'hex'), 'd')))) \g /dev/null
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(8,
    jsonb_build_object('source_full_name', :'own', 'source_branch', '-wip', 'source_sha', null)))) \g /dev/null
select is((select left(w.source_sha, 1) from forge.wanted_heads(:import, 7, 1) w), 'd',
    'the head of an open merge request is found under a refused name, too');
update forge.refused_refs set kept_as = null;
select set_eq(format('select key from brigade.holdings where project_id = %s and thing = ''refs''', :project),
    array['refs/heads/main'], 'a refused ref whose object nobody kept is not held');
select forge.put_refs(:import, pg_temp.refs(jsonb_build_array(
    pg_temp.refused('ff00', 'b'), pg_temp.refused('2d78', 'c')))) \g /dev/null
select string_agg(ctid::text, ' ' order by name) as places from forge.refused_refs \gset
select forge.put_refs(:import,
    pg_temp.refs(jsonb_build_array(pg_temp.refused('ff00', 'b'), pg_temp.refused('2d78', 'c')))) \g /dev/null
select is((select string_agg(ctid::text, ' ' order by name) from forge.refused_refs), :'places',
    'the same again writes nothing');
select forge.put_refs(:import, pg_temp.refs('[]')) \g /dev/null
select is_empty('select * from forge.refused_refs', 'those that the server no longer has go');

-- Directories of attempts.
select t.new_import('acme/attempts') as work \gset
update brigade.stages set batch = 1;
select j.id as job from brigade.jobs j where j.run_id = :work \gset
create function pg_temp.dead(variadic names text[]) returns text[] language sql as
$$ select coalesce(array_agg(d.name order by d.name), '{}') from brigade.dead_attempts(names) d $$;
update brigade.jobs set attempt = 2, token = t.token() where run_id = :work;
select format('%s-%s-2-%s', :work, :job, t.token()) as now,
    format('%s-%s-2-%s', :work, :job, gen_random_uuid()) as lost, format('%s-%s-2', :work, :job) as older,
    '9999-1-1-' || t.token() as nobodys \gset
select is(pg_temp.dead(:'now', :'lost', :'older', :'now' || '-from', :'nobodys'),
    array(select d from unnest(array[:'lost', :'older', :'nobodys']) d order by d),
    'another claim is dead, even of the same attempt; so is one of no import, and one of a program without tokens');
update brigade.jobs set state = 'done' where run_id = :work;
select is(pg_temp.dead(:'now'), array[:'now'],
    'so is that of a job that is done');
update brigade.jobs set state = 'ready' where run_id = :work;
select brigade.cancel(:work) \g /dev/null
select is(pg_temp.dead(:'now'), array[:'now'],
    'or of an import that was cancelled');

select * from finish();
rollback;
