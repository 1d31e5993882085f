-- Questions to the API: believed only where the answers are right as far as is known.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create temp sequence runs;

-- A run whose list names n merge requests; those below 6 have an open task, those from 6 to 12 a resolved one, and
-- every other one up to 20 was read from its lists.
create function pg_temp.new_run(n integer) returns bigint language plpgsql as $$
declare
    run bigint := t.listed('acme/q' || nextval('pg_temp.runs'), n, 1);
begin
    update forge.merge_requests m set task_count = 1 from brigade.runs r
    where r.id = run and m.project_id = r.project_id and m.iid < 6;
    perform forge.put_tasks(run, jsonb_agg(jsonb_build_object('source_id', i, 'merge_request_iid', i, 'state',
        case when i < 6 then 'UNRESOLVED' else 'RESOLVED' end, 'content', 'x', 'sanitised', false, 'raw', '{}'::jsonb)))
    from generate_series(1, 12) i;
    perform brigade.put_pages(run, jsonb_agg(jsonb_build_object('thing', 'tasks', 'list', i || '/tasks', 'page', 1,
        'job', i::text, 'keys', case when i <= 12 then jsonb_build_array(i::text) else '[]' end, 'is_last', true)))
    from generate_series(2, 20, 2) i;
    insert into brigade.jobs (run_id, stage, kind, key, state)
    select run, 'pull_requests_notes', 'discussion', i::text, 'done' from generate_series(2, 20, 2) i;
    return run;
end $$;
create function pg_temp.answer(run bigint, name text, iids bigint[], is_whole boolean default true,
    refusal text default null) returns void language sql as $$
    select forge.put_probes(run, jsonb_build_array(jsonb_build_object('name', name, 'iids', to_jsonb(iids), 'is_whole',
        is_whole, 'refusal', refusal)));
$$;
create function pg_temp.decide(run bigint) returns text language plpgsql as $$
begin
    perform forge.decide_notes(run, '[{"server": "https://api.example"}]');
    return (select format('%s %s %s', decided, agreed, differed) from brigade.calibrations c
        where c.run_id = run and c.property = 'q_tasks');
end $$;
create function pg_temp.asked(run bigint) returns bigint[] language sql as
$$ select array_agg(iid order by iid) from forge.readings(run) where tasks $$;

select pg_temp.new_run(100) as run \gset
select results_eq(format($$ select * from forge.probes_to_make(%s, 'https://api.example') $$, :run),
    $$ values ('deleted', 60::bigint), ('open', 5) $$, 'what is worth a question');
select is_empty(format($$ select * from forge.probes_to_make(%s, 'https://api.example') where name = 'open' $$,
    pg_temp.new_run(28)), 'where it would spare little, nothing is asked');
select is(forge.probe_fits(:run, '["1", "2", "3", "4", "5"]'), 90::bigint,
    'an answer that names those with open tasks');
select is(forge.probe_fits(:run, '["1", "2", "3", "4"]'), null, 'one too few');
select is(forge.probe_fits(:run, '["1", "2", "3", "4", "5", "6"]'), null, 'one too many');
select pg_temp.answer(:run, 'open', '{1,2}', false) \g /dev/null
select is(forge.probe_fits(:run, '["3", "4", "5"]'), 90::bigint, 'earlier pages count');
select pg_temp.answer(:run, 'open', '{3,4,5}') \g /dev/null
select pg_temp.answer(:run, 'resolved', '{6,7,8,9,10,11,12}') \g /dev/null
select is(pg_temp.decide(:run), 'yes 9 0', 'right everywhere: believed');
select is(pg_temp.asked(:run), '{1,3,5,7,9,11}', 'only those that have tasks are asked for them');
insert into forge.merge_requests (project_id, iid, title, description, state, source_state, draft, comment_count,
    task_count, raw)
select r.project_id, 101, 'New', '', 'merged', 'MERGED', false, 0, 0, '{}' from brigade.runs r where r.id = :run;
update brigade.pages set keys = keys || '{101}' where run_id = :run and thing = 'merge_requests';
select is(pg_temp.asked(:run), '{1,3,5,7,9,11,101}', 'one that was not known then is asked, too');
select forge.note_readings(:run, 'https://api.example') \g /dev/null
select ok((select reason = 'unproved' and message like '% pull requests were not asked for tasks%at least 9%'
    from brigade.omissions where run_id = :run and key = 'tasks'), 'what that rests on is noted');

create function pg_temp.refused(open bigint[], resolved bigint[], about text, is_whole boolean default true,
    refusal text default null) returns setof text language plpgsql as $$
declare
    run bigint;
begin
    delete from brigade.calibrations;
    run := pg_temp.new_run(100);
    perform pg_temp.answer(run, 'open', open, true, refusal);
    if resolved is not null then
        perform pg_temp.answer(run, 'resolved', resolved, is_whole);
    end if;
    return next matches(pg_temp.decide(run), '^no ', about || ' is not believed');
    return next is(cardinality(pg_temp.asked(run)), 90, about || ': all are asked');
    return next is_empty(format($q$ select from forge.probes_to_make(%s, 'https://api.example') where name = 'open' $q$,
        pg_temp.new_run(100)), about || ': nobody asks again');
end $$;
select pg_temp.refused('{}', null, 'an empty answer');
select pg_temp.refused('{1,2,3,4,5}', '{7,8,9,10,11,12}', 'one that a list contradicts');
select pg_temp.refused('{1,2,3,4,5}', '{6,7,8,9,10,11,12,14}', 'one that names too many');
select pg_temp.refused('{1,2,3,4,5}', '{6,7,8,9,10,11,12}', 'one that broke off', false);
select pg_temp.refused('{}', null, 'a refusal', true, 'Bitbucket answered 400');

select * from finish();
rollback;
