-- brigade.proofs: what is counted when a run ends is not counted again, and what goes afterwards is missed at once.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

select t.new_import('acme/widgets') as run \gset
select t.put_project(:run, 'widgets') as project \gset
select forge.put_merge_requests(:run, jsonb_build_array(t.merge_request(1), t.merge_request(2))) \g /dev/null
select forge.put_notes(:run, jsonb_build_array(t.note(10), t.note(11), t.note(12))) \g /dev/null
select t.put_page(:run, 'merge_requests', 'list', 1, '{1,2}', 2) \g /dev/null
select t.put_page(:run, 'merge_request_notes', '1/comments', 1, '{10,11,draft:7}', 3, is_last => false) \g /dev/null
select t.put_page(:run, 'merge_request_notes', '1/comments', 2, '{11,12}', 4) \g /dev/null
select is_empty('select * from brigade.proofs', 'while a run is under way, nothing is counted for later');
select t.work() \g /dev/null

create function pg_temp.counted() returns text language sql as $$
    select string_agg(format('%s %s of %s, %s short%s', p.thing, p.seen, p.announced, p.short,
        case when p.is_here and p.removals = coalesce((select r.number from brigade.removals r
            where r.thing = p.thing), 0) then ', here' else '' end), '; ' order by p.thing)
    from brigade.proofs p $$;
create function pg_temp.missing() returns text language sql as $$
    select string_agg(m.thing || ' ' || coalesce(m.key, '-'), ', ' order by m.thing, m.key) from brigade.missing m $$;
-- What the views say after these statements, of which nothing stays.
create function pg_temp.after(variadic statements text[]) returns text language plpgsql as $$
declare
    statement text;
    told text;
begin
    foreach statement in array statements loop
        execute statement;
    end loop;
    select string_agg(format('%s %s/%s/%s', r.thing, r.seen, r.stored, r.withdrawn), ', ' order by r.thing)
        || coalesce('; missing: ' || pg_temp.missing(), '') into told
    from brigade.reconciliation r where r.thing in ('merge_requests', 'merge_request_notes');
    raise exception using errcode = 'BR999', message = told;
exception when sqlstate 'BR999' then
    return sqlerrm;
end $$;

select is(pg_temp.counted(), 'merge_request_notes 3 of 3, 0 short, here; merge_requests 2 of 2, 0 short, here',
    'when it ends, its lists are counted, and all of it is here');
select is(pg_temp.after('select'), 'merge_request_notes 3/3/0, merge_requests 2/2/0', 'the views say the same');
select is(pg_temp.after('delete from forge.notes where source_id = 11'),
    'merge_request_notes 3/2/0, merge_requests 2/2/0; missing: merge_request_notes 11',
    'a row that is deleted by hand is missed at once');
select is(pg_temp.after('create temp table kept as select * from forge.notes where source_id = 11',
    'delete from forge.notes where source_id = 11',
    'insert into forge.notes select * from kept'),
    'merge_request_notes 3/3/0, merge_requests 2/2/0', 'and when it is back, nothing is missing');
select is(pg_temp.after('update forge.notes set source_id = 99 where source_id = 11'),
    'merge_request_notes 3/2/1, merge_requests 2/2/0; missing: merge_request_notes 11', 'so is one with another key');
select is(pg_temp.after('update forge.notes set body = ''other'''), 'merge_request_notes 3/3/0, merge_requests 2/2/0',
    'and what changes otherwise is not');
select is(pg_temp.after('truncate forge.notes'),
    'merge_request_notes 3/0/0, merge_requests 2/2/0; missing: merge_request_notes 10, merge_request_notes 11, '
        'merge_request_notes 12', 'a table that is emptied is missed');
select is(pg_temp.after('delete from forge.merge_requests where iid = 2'),
    'merge_request_notes 3/3/0, merge_requests 2/1/0; missing: merge_requests 2', 'each thing by itself');
select is(pg_temp.after('update brigade.pages set keys = keys || ''13''::text where page = 2'),
    'merge_request_notes 4/3/0, merge_requests 2/2/0; missing: merge_request_notes 13',
    'pages that are changed by hand are counted anew');
select is(pg_temp.after('update brigade.pages set is_last = false where thing = ''merge_requests'''),
    'merge_request_notes 3/3/0, merge_requests 2/2/0; missing: merge_requests -', 'so are pages that end too early');
select is(pg_temp.after('delete from brigade.pages where page = 2 and list = ''1/comments'''),
    'merge_request_notes 2/2/1, merge_requests 2/2/0; missing: merge_request_notes -', 'and pages that go');
select is(pg_temp.after(format('select t.put_page(%s, ''merge_requests'', ''other'', 1, ''{3}'')', :run)),
    'merge_request_notes 3/3/0, merge_requests 3/2/0; missing: merge_requests 3', 'and pages that come');

-- A proof that holds no more is made again when the next run of the project ends.
delete from forge.notes where source_id = 12;
select is(pg_temp.counted(), 'merge_request_notes 3 of 3, 0 short; merge_requests 2 of 2, 0 short, here',
    'what goes makes one proof hold no more, and no other');
select t.new_import('acme/widgets') as second \gset
select t.put_project(:second, 'widgets') \g /dev/null
select t.put_page(:second, 'merge_request_notes', '1/comments', 1, '{10,11}', 2) \g /dev/null
select t.work() \g /dev/null
select is((select string_agg(format('%s %s %s', p.thing, p.seen, p.removals), ', ') from brigade.proofs p
    where p.run_id = :second and p.is_here), 'merge_request_notes 2 1', 'and the next run counts again');

-- What is counted is what a recount gives, or brigade.violations says so: somebody may switch triggers off.
select is_empty('select * from brigade.violations() where invariant = ''proof_differs''', 'all of it is true');
create function pg_temp.untold(statement text) returns text language plpgsql as $$
declare
    told text;
begin
    set local session_replication_role = replica;
    execute statement;
    set local session_replication_role = origin;
    select string_agg(v.message, e'\n') into told from brigade.violations() v where v.invariant = 'proof_differs';
    raise exception using errcode = 'BR999', message = coalesce(told, 'nothing');
exception when sqlstate 'BR999' then
    return sqlerrm;
end $$;
select is(pg_temp.untold('delete from forge.notes where source_id = 11'),
    'all merge_request_notes were here when the run ended, and 1 are not', 'a row that went behind the triggers');
select is(pg_temp.untold(format('update brigade.pages set keys = ''{10}'' where run_id = %s', :second)),
    'the lists of merge_request_notes named 2 when the run ended, and name 1', 'a page that was changed behind them');

-- What is watched has the triggers that it needs, and nothing stays of what is deleted.
select bag_eq($$ select distinct thing collate "default" from brigade.things where is_watched $$,
    $$ values ('merge_requests'), ('merge_request_notes'), ('tasks'), ('issues'), ('issue_notes'), ('issue_events'),
        ('lfs_objects') $$, 'things of large tables are watched');
select is((select string_agg(thing || ' ' || number, ', ' order by thing) from brigade.removals),
    'issue_notes 1, merge_request_notes 1', 'a deletion counts once, for each thing of its table');
delete from brigade.imports;
delete from forge.projects where id = :project;
select is_empty('select run_id from brigade.proofs union all select project_id from brigade.removals',
    'a project that is deleted takes all of it along');

select * from finish();
rollback;
