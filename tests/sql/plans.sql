-- The claim and the finish stay cheap beside 200,000 finished jobs. Counted in blocks touched, never in time.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import('acme/big') as big \gset
select t.at_stage(:big, 'issues', 1000) \g /dev/null
insert into brigade.jobs (run_id, stage, kind, key, state, attempt, worker)
select :big, 'issues', 'item', 'old' || i, 'done', 1, 'w0' from generate_series(1, 200000) i;
-- Ready ones behind the finished ones too, as lists leave them.
insert into brigade.jobs (run_id, stage, kind, key) select :big, 'issues', 'item', 'new' || i
    from generate_series(1, 1000) i;
update brigade.run_stages set pending = 2000, done = 200000 where run_id = :big and stage = 'issues';
select t.new_import('acme/small', priority => -1) as small \gset
select t.at_stage(:small, 'issues', 2000) \g /dev/null
analyze brigade.jobs, brigade.imports, brigade.run_stages;

-- The plan of a statement, as one text; and the blocks that it touches.
create function pg_temp.plan(statement text) returns text language plpgsql as $$
declare
    line text;
    all_lines text := '';
begin
    for line in execute 'explain ' || statement loop
        all_lines := all_lines || line || e'\n';
    end loop;
    return all_lines;
end $$;
create function pg_temp.blocks(statement text) returns bigint language plpgsql as $$
declare
    result jsonb;
begin
    execute 'explain (analyze, buffers, timing off, summary off, format json) ' || statement into result;
    return (result #>> '{0,Plan,Shared Hit Blocks}')::bigint + (result #>> '{0,Plan,Shared Read Blocks}')::bigint;
end $$;
-- The statement of the claim as it stands in brigade.claim_jobs, with its variables replaced.
create function pg_temp.inner_claim(import bigint, after bigint default 0) returns text language sql as $$
    select 'select ' || replace(replace(replace(replace(replace(replace(replace(replace(
        substring(p.prosrc from 'from \(\s*select (j\.id.*skip locked)\) d;'),
        'claim_jobs.max_attempts', '10'), 'claim_jobs.run', import::text), 'claim_jobs.stage', '''issues'''),
            'claim_jobs.after', after::text),
        'any (kinds)', 'any (t.kinds())'), 'not blocked', 'not false'), 'limit batch', 'limit 100'),
        'claim_jobs.budget', '''''')
    from pg_proc p where p.oid = 'brigade.claim_jobs'::regproc
$$;

-- Reads of tables and indexes, by the counters of this transaction.
create function pg_temp.reads(relation regclass) returns bigint language sql volatile as
$$ select pg_stat_get_xact_numscans(relation) $$;

select ok(pg_temp.inner_claim(:big) ~ 'for no key update skip locked', 'the claim''s own statement is looked at');
select alike(pg_temp.plan(pg_temp.inner_claim(:big)), '%Index Scan using jobs_ready%',
    'the claim uses the index of ready jobs');
select unalike(pg_temp.plan(pg_temp.inner_claim(:big)), '%Seq Scan%', 'and reads no table through');
select unalike(pg_temp.plan(pg_temp.inner_claim(:big)), '%Sort%', 'and sorts nothing: the index gives the order');
select alike(pg_temp.plan(pg_temp.inner_claim(:big, 500)), '%id > %', 'the hint is a bound of the index, not a filter');
select ok(pg_temp.blocks(pg_temp.inner_claim(:big)) < 3 * pg_temp.blocks(pg_temp.inner_claim(:small)) + 100,
    'with 200,000 finished jobs beside it, the claim touches about as many blocks as without');

-- The whole of it, as the worker calls it.
create temp table scans as select pg_temp.reads('brigade.jobs') as seq, pg_temp.reads('brigade.jobs_ready') as ready;
create temp table cost as select pg_temp.blocks($$ select * from brigade.claim('w1', t.kinds(), 950, 57) $$) as claim;
select is(pg_temp.reads('brigade.jobs'), (select seq from scans),
    'brigade.claim reads the table of jobs through at no point');
select cmp_ok(pg_temp.reads('brigade.jobs_ready'), '>', (select ready from scans), 'it uses the index of ready jobs');
select cmp_ok((select claim from cost), '<', 6000::bigint, 'a claim of 100 jobs touches at most 60 blocks a job');
select is((select count(*) from brigade.jobs where worker = 'w1'), 100::bigint, 'a long queue gives whole batches');

-- The finish of those 100.
create temp table held as select token, array_agg(id order by id) as ids
    from brigade.jobs where worker = 'w1' group by token;
create temp table before as select pg_temp.reads('brigade.jobs') as seq, pg_temp.reads('brigade.jobs_pkey') as pkey;
insert into cost select pg_temp.blocks(format('select brigade.finish(''w1'', %s, ''issues'', %L, %L)', :big,
    token, ids)) from held;
select is(pg_temp.reads('brigade.jobs'), (select seq from before),
    'brigade.finish reads the table of jobs through at no point');
select cmp_ok(pg_temp.reads('brigade.jobs_pkey'), '>', (select pkey from before),
    'it finds the jobs by the primary key');
select cmp_ok((select max(claim) from cost), '<', 6000::bigint, 'a finish of 100 jobs touches at most 60 blocks a job');
select is((select count(*) from brigade.jobs where worker = 'w1' and state = 'done'), 100::bigint, 'and they are done');
select alike(pg_temp.plan(format('select j.id from brigade.jobs j join unnest(%L::bigint[]) d(id) on d.id = j.id
    where j.run_id = %s and j.token = %L and j.state = ''ready'' order by j.id
    for no key update of j', ids, :big, token)), '%jobs_pkey%',
    'the fence is planned by the primary key, not by the index of ready jobs') from held;

-- What else is asked all the time.
create function pg_temp.quick(statement text, most bigint, what text) returns text language sql as
$$ select cmp_ok(pg_temp.blocks(statement), '<', most, what) $$;
select pg_temp.quick(format('select brigade.extend(''w1'', %s, %L, %L)', :big, token, ids), 3000,
    'extend finds its jobs by the key') from held;
select pg_temp.quick(format('select brigade.committed_or_held(%s, %L, %L)', :big, token, ids), 1000,
    'outcome finds its jobs by the key') from held;
select pg_temp.quick('select * from brigade.next_due(t.kinds())', 1000, 'next_due reads the ready jobs alone');
select pg_temp.quick('select * from brigade.progress', 1000, 'progress reads the ready jobs alone');
select pg_temp.quick('select * from brigade.stage_progress', 500, 'stage_progress reads no job');
select pg_temp.quick(format($$ select brigade.enqueue(%s, 'issues',
    (select jsonb_agg(jsonb_build_object('kind', 'item', 'key', 'f' || i)) from generate_series(1, 100) i)) $$, :big),
    6000, 'enqueue of 100 jobs touches at most 60 blocks a job');

-- Jobs that must wait are not read.
select t.new_import('acme/waiting') as waiting \gset
select t.at_stage(:waiting, 'issues', 0) \g /dev/null
insert into brigade.jobs (run_id, stage, kind, key, run_after, waits_until)
select :waiting, 'issues', 'item', 'k' || n, now() + interval '1 hour', now() + interval '1 hour'
from generate_series(1, 3000) n;
select brigade.has_due_job(:waiting, 'issues', t.kinds()),
       brigade.lock_waited(:waiting, 'issues', t.kinds(), 100, 10, false, '') \g /dev/null
select pg_temp.quick(format($$ select brigade.has_due_job(%s, 'issues', t.kinds()) $$, :waiting), 100,
    'no job that waits is read to see whether one is due');
select pg_temp.quick(format($$ select brigade.lock_waited(%s, 'issues', t.kinds(), 100, 10, false, '') $$, :waiting),
    100, 'a claim reads no job that waits');

select * from finish();
rollback;
