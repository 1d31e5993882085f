-- What people ask of one import or one project reads what is of it, however much there is beside it. Counted in blocks
-- touched, never in time.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
set local jit = off; -- compiling these views takes longer than reading them
select no_plan();

-- The least of three: the catalogue is read anew whenever somebody changes it, and autovacuum does so at any moment.
create function pg_temp.blocks(statement text) returns bigint language plpgsql as $$
declare
    result jsonb;
    least_blocks bigint;
begin
    for i in 1 .. 3 loop
        execute 'explain (analyze, buffers, timing off, summary off, format json) ' || statement into result;
        least_blocks := least(least_blocks, (result #>> '{0,Plan,Shared Hit Blocks}')::bigint
            + (result #>> '{0,Plan,Shared Read Blocks}')::bigint);
    end loop;
    return least_blocks;
end $$;

-- An import that has ended, with comments on pull requests of ten each.
create function pg_temp.history(run bigint, comments integer) returns void language plpgsql as $$
declare
    source text := (select r.source from brigade.runs r where r.id = run);
    project bigint;
begin
    perform forge.put_project(run, jsonb_build_array(jsonb_build_object('source_uuid', source, 'full_name', source,
        'name', source, 'slug', source, 'visibility', 'private', 'sanitised', false, 'raw', '{}'::jsonb)));
    project := (select r.project_id from brigade.runs r where r.id = run);
    insert into forge.merge_requests (project_id, iid, title, state, source_state, draft, raw)
    select project, n, 't', 'opened', 'OPEN', false, '{}' from generate_series(1, comments / 10) n;
    insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, discussion_source_id, body, edited,
        deleted, pending, anchored, raw)
    select project, 'merge_request', n / 10 + 1, n, n, 'x', false, false, false, false, '{}'
    from generate_series(0, comments - 1) n;
    insert into brigade.pages (run_id, thing, list, page, job, announced, keys, is_last)
    select run, 'merge_request_notes', n.noteable_iid, 1, n.noteable_iid, count(*), array_agg(n.source_id::text), true
    from forge.notes n where n.project_id = project group by n.noteable_iid;
    update brigade.run_stages s set state = 'done', pending = 0 where s.run_id = run;
    update brigade.runs r set state = 'finished', verdict = 'complete', started_at = now(), finished_at = now()
    where r.id = run;
end $$;

select t.new_import('acme/small') as small \gset
create temp table large as select t.new_import('acme/large' || n) as run from generate_series(1, 20) n;
set local session_replication_role = replica; -- triggers would take long
select pg_temp.history(:small, 100) \g /dev/null
select project_id as project from brigade.runs where id = :small \gset
create temp table questions (name text, statement text, before bigint);
insert into questions (name, statement)
select v, format('select * from %s where run_id = %s', v, :small)
from unnest(array['brigade.progress', 'brigade.stage_progress', 'brigade.missing', 'brigade.reconciliation']) v
union all
select v, format('select * from %s where project_id = %s', v, :project)
from unnest(array['forge.threads', 'forge.reviews', 'forge.timeline', 'forge.review_latency']) v
union all
select 'reconciliation, as grafana.json asks',
    format('select * from brigade.reconciliation where run_id = nullif(''%s'', '''')::bigint', :small)
union all
select 'a report', format('select brigade.report(%s)', :small)
union all
select 'the failures of one import', format('select * from brigade.failures_of(%s)', :small);
analyze;
update questions set before = pg_temp.blocks(statement);
select pg_temp.history(run, 1400) from large \g /dev/null
analyze;
select cmp_ok(pg_temp.blocks(statement), '<', before * 3 + 200,
    name || ' reads as much beside 28,000 comments of others as beside none') from questions;
select is((select count(*) from brigade.missing), 0::bigint, 'nothing is missing in any of it');

-- All of them at once.
select cmp_ok(pg_temp.blocks('select * from brigade.lists'), '<',
    2 * pg_temp.blocks('select count(keys) from brigade.pages') + 500, 'lists of all imports read the pages once');

-- What a page names is counted by PostgreSQL itself, whoever writes it.
insert into brigade.pages (run_id, thing, list, page, job, announced, keys, is_last) values
(:small, 'tasks', 'odd', 1, 'odd/1', 6, '{1,1,2,draft:7,draft:7}', false),
(:small, 'tasks', 'odd', 2, 'odd/2', 5, '{2,3,draft:7}', true),
(:small, 'tasks', 'even', 1, 'even/1', 4, '{3,3,4,draft:8}', true);
select results_eq(format($$ select list collate "default", page, named, drafts from brigade.pages
    where run_id = %s and thing = 'tasks' order by 1, 2 $$, :small),
    $$ values ('even', 1, 2, 1), ('odd', 1, 2, 1), ('odd', 2, 2, 1) $$,
    'a page has the number of different keys and of drafts that it names');
select results_eq(format($$ select list collate "default", announced_first, announced, announced_most, seen::bigint,
    is_whole from brigade.lists where run_id = %s and thing = 'tasks' order by 1 $$, :small),
    $$ values ('even', 3::bigint, 3::bigint, 3::bigint, 2::bigint, true), ('odd', 5, 4, 5, 3, true) $$,
    'a key or a draft on two pages of a list counts once, and drafts are not counted');
select is((select seen::bigint from brigade.reconciliation where run_id = :small and thing = 'tasks'), 4::bigint,
    'a key in two lists counts once');
update brigade.pages set keys = '{1}' where run_id = :small and list = 'even';
select is((select seen::bigint from brigade.lists where run_id = :small and list = 'even'), 1::bigint,
    'what is changed by hand is counted anew');
select throws_ok(format('update brigade.pages set named = 9 where run_id = %s', :small), '428C9', null,
    'and the number itself cannot be written');

-- What is here of what the newest import named, and what it did not name any more.
insert into forge.tasks (project_id, source_id, merge_request_iid, state, content, raw)
select :project, n, 1, 'RESOLVED', 't', '{}' from generate_series(2, 5) n;
select results_eq(format($$ select seen::bigint, stored::bigint, withdrawn::bigint, missing::bigint
    from brigade.reconciliation where run_id = %s and thing = 'tasks' $$, :small),
    $$ values (3::bigint, 2::bigint, 2::bigint, 6::bigint) $$,
    'three were named: two of them and two others are here; one is not, and the lists said that they have five more');
select results_eq(format($$ select key, number::bigint from brigade.missing where run_id = %s and key is not null $$,
    :small),
    $$ values ('1', 1::bigint) $$, 'and the one that is not here is named');
delete from forge.notes where project_id = :project and source_id = 7;
select results_eq(format($$ select seen::bigint, stored::bigint, missing::bigint from brigade.reconciliation
    where run_id = %s and thing = 'merge_request_notes' $$, :small), $$ values (100::bigint, 99::bigint, 1::bigint) $$,
    'a row that is deleted by hand is missed at once');

select * from finish();
rollback;
