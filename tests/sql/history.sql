-- What people ask of one import or one project reads what is of it, however much there is beside it. Counted in blocks
-- touched, never in time.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
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
create temp table large as select t.new_import('acme/large' || n) as run from generate_series(1, 4) n;
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
select pg_temp.history(run, 7000) from large \g /dev/null
analyze;
select cmp_ok(pg_temp.blocks(statement), '<', before * 3 + 200,
    name || ' reads as much beside 28,000 comments of others as beside none') from questions;
select is((select count(*) from brigade.missing), 0::bigint, 'nothing is missing in any of it');

select * from finish();
rollback;
