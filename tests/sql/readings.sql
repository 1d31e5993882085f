-- Comments from the activity stream: the rule by counts, the comparison with lists, and what is decided from both.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- A run whose list and stream were read to their ends. n merge requests with 3 comments each, the third of which
-- answers the second; one of ten is edited, one resolved, one deleted, one about a line.
create function pg_temp.comment(iid bigint, id bigint, more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('id', id, 'created_on', '2020-01-01T00:00:00.1Z', 'updated_on', '2020-01-01T00:00:00.2Z',
        'content', jsonb_build_object('raw', 'Text ' || id), 'user', '{"uuid": "{ann}"}'::jsonb, 'deleted', false,
        'parent', case when id % 10 = 3 then jsonb_build_object('id', id - 1) end,
        'inline', case when id % 10 = 2 then '{"path": "a.c", "to": 7, "from": null}'::jsonb end,
        'resolution', case when id % 10 = 2 then '{"created_on": "2020-01-03", "user": {"uuid": "{ben}"}}'::jsonb end)
        || case when id % 10 = 1 then '{"updated_on": "2020-01-02T00:00:00Z"}'::jsonb else '{}' end || more $$;
create function pg_temp.row_of(iid bigint, comment jsonb) returns jsonb language sql as $$
    select jsonb_build_object('noteable_type', 'merge_request', 'noteable_iid', iid, 'source_id', comment -> 'id',
        'parent_source_id', comment #> '{parent,id}', 'body', comment #> '{content,raw}',
        'created_at', comment -> 'created_on', 'updated_at', comment -> 'updated_on', 'deleted', comment -> 'deleted',
        'pending', false, 'resolved', jsonb_typeof(comment -> 'resolution') = 'object',
        'resolved_at', comment #> '{resolution,created_on}', 'path', comment #> '{inline,path}',
        'head_sha', case when jsonb_typeof(comment -> 'inline') = 'object' then 'aaaaaaaaaaaa' end, 'sanitised', false,
        'raw', comment) $$;
create function pg_temp.new_run(n integer) returns bigint language plpgsql as $$
declare
    run bigint := t.listed('acme/r' || nextval('pg_temp.runs'), n, 3);
begin
    perform forge.put_stream_notes(run, jsonb_agg(jsonb_build_object('iid', i, 'source_id', i * 10 + k,
        'put', pg_temp.row_of(i, pg_temp.comment(i, i * 10 + k)))))
    from generate_series(1, n) i, generate_series(1, 3) k;
    return run;
end $$;
create temp sequence runs;
-- Their lists are read, and show what `changed` makes of each comment.
create function pg_temp.read(run bigint, iids bigint[], changed jsonb default '{}') returns void language plpgsql as $$
begin
    perform forge.put_notes(run, jsonb_agg(pg_temp.row_of(i, pg_temp.comment(i, i * 10 + k,
        coalesce(changed -> (i * 10 + k)::text, '{}')))))
    from unnest(iids) i, generate_series(1, 3) k;
    perform brigade.put_pages(run, jsonb_agg(jsonb_build_object('thing', 'merge_request_notes',
        'list', i || '/comments', 'page', 1, 'job', i::text, 'announced', 3,
        'keys', jsonb_build_array((i * 10 + 1)::text, (i * 10 + 2)::text, (i * 10 + 3)::text), 'is_last', true,
        'link', 'https://bitbucket.org/' || i || '#comment-{key}'))) from unnest(iids) i;
    insert into brigade.jobs (run_id, stage, kind, key, state)
    select run, 'pull_requests_notes', 'discussion', i::text, 'done' from unnest(iids) i on conflict do nothing;
end $$;
create function pg_temp.decide(run bigint) returns text language plpgsql as $$
begin
    perform forge.decide_notes(run, '[{"server": "https://api.example"}]');
    delete from brigade.comparisons c where c.run_id = run; -- what is left is the rule alone
    return (select decided from brigade.calibrations c where c.run_id = run and c.property = 'stream');
end $$;
create function pg_temp.forget() returns void language sql as $$ delete from brigade.calibrations $$;

-- The sample.
select pg_temp.new_run(100) as run \gset
select ok((select count(*) between 12 and 24 and bool_and(comments and tasks)
    from forge.discussions_to_sample(:run, 'https://api.example')), 'the sample is read both ways');
select is_empty(format($$ select * from forge.discussions_to_sample(%s, 'https://api.example') $$,
    pg_temp.new_run(47)), 'fewer than 48 that show something: nothing is compared');
update brigade.jobs set state = 'failed' where run_id = :run and kind = 'activity';
select is_empty(format($$ select * from forge.discussions_to_sample(%s, 'https://api.example') $$, :run),
    'a stream that was not read to its end is not compared');
select is(pg_temp.decide(:run), 'unknown', 'nor trusted');
select is((select count(*) from forge.readings(:run) where comments and tasks and not proved), 100::bigint,
    'then every list is read');

-- What agrees is trusted, and what the rule refuses is read.
select pg_temp.new_run(60) as run \gset
select pg_temp.read(:run, array(select generate_series(1, 30)));
delete from forge.stream_notes where run_id = :run and source_id in (401, 402);
update forge.merge_requests set comment_count = 4 where iid = 41;
update forge.stream_notes set put = put || '{"deleted": true}' where run_id = :run and source_id = 423;
update forge.merge_requests set comment_count = 2 where iid = 42;
update forge.stream_notes set put = jsonb_set(put, '{parent_source_id}', '5') where run_id = :run and source_id = 433;
update forge.merge_requests set comment_count = null where iid = 44;
select is(pg_temp.decide(:run), 'yes', 'lists that agree with the stream make it trusted');
select is((select array_agg(iid) from forge.readings(:run) where comments), '{40,41,43,44}',
    'a dropped comment, a count that does not fit, a torn thread, no count: the list is read');
select is((select array_agg(iid) from forge.readings(:run) where proved),
    array(select i::bigint from generate_series(31, 60) i where i not in (40, 41, 43, 44)),
    'the others are proved; deleted ones do not count');
select is((select count(*) from forge.readings(:run) where tasks), 30::bigint,
    'all that have not been asked are asked for tasks');
select forge.take_stream(:run, '[{"iid": 31, "job": "readings/1"}, {"iid": 42, "job": "readings/1"}]');
select results_eq('select source_id, seen_in from forge.notes where noteable_iid in (31, 42) order by 1',
    $$ values (311::bigint, 'stream'), (312, 'stream'), (313, 'stream'), (421, 'stream'), (422, 'stream'),
        (423, 'stream') $$, 'they are taken from the stream');
select results_eq(format($$ select list, announced, seen, is_whole from brigade.lists
    where run_id = %s and list ~ '/stream' order by list $$, :run),
    $$ values ('31/stream' collate "C", 3::bigint, 3::bigint, true), ('42/stream', 2, 3, true) $$,
    'and reconciled as lists of their own');
select is_empty(format('select * from forge.readings(%s) where iid in (31, 42) and comments', :run),
    'what was taken is not read again');
select forge.settle_readings(:run, 'https://api.example');
select is((select count(*) from forge.stream_notes where run_id = :run), 0::bigint, 'what the stream showed goes');
select ok((select message like 'the comments of 2 pull requests are taken%at most 16 in 100%' from brigade.omissions
    where run_id = :run and key = 'merge_request_notes' and reason = 'unproved'), 'the bound is noted in numbers')
    from (select 1) x;

select is_empty(format('select * from forge.readings(%s) where iid in (31, 42) and comments', :run),
    'and what was taken from it is still not read again');
delete from forge.notes where source_id = 311;
select is((select array_agg(iid) from forge.readings(:run) where iid in (31, 42) and comments), '{31}',
    'but what is not here any more is read from its list');
select throws_ok(format($$ select forge.take_stream(%s, '[{"iid": 32, "job": "readings/1"}]') $$, :run), '55000', null,
    'nothing is taken from what is gone');

-- Evidence is shared, so the next import compares three.
select pg_temp.new_run(60) as run \gset
select ok((select count(*) = 3 from forge.discussions_to_sample(:run, 'https://api.example')),
    'what is known of the server makes the sample small');
select is((select count(*) from forge.discussions_to_sample(:run, 'https://other.example')) >= 12, true,
    'of another server nothing is known');

-- Each property: one difference is enough.
create function pg_temp.differing(property text, changed jsonb) returns setof text language plpgsql as $$
declare
    run bigint;
begin
    perform pg_temp.forget();
    run := pg_temp.new_run(60);
    perform pg_temp.read(run, array(select generate_series(1, 30)), changed);
    return next is(pg_temp.decide(run), case when property in ('anchor', 'deleted') then 'yes' else 'no' end,
        property || ' differs: is the stream trusted?');
    return next is((select c.decided from brigade.calibrations c where c.run_id = run
        and c.property = differing.property), 'no', property || ' is not');
    return next is((select c.first_link from brigade.calibrations c where c.run_id = run
        and c.property = differing.property) ~ '^https://bitbucket.org/7#comment-7[123]$', true,
    'and a link tells why');
end $$;
select pg_temp.differing('identity', '{"71": {"user": {"uuid": "{eve}"}}}');
select pg_temp.differing('text', '{"71": {"content": {"raw": "edited"}}}');
select pg_temp.differing('resolution', '{"73": {"resolution": {"created_on": "2020-01-03"}}}');
select pg_temp.differing('resolution', '{"72": {"resolution": {}}}');
select pg_temp.differing('resolution', '{"72": {"resolution": null}}');
select pg_temp.differing('anchor', '{"72": {"inline": {"path": "a.c", "to": 8, "from": null}}}');
select pg_temp.differing('deleted', '{"73": {"deleted": true}}');

-- Without anchors to be trusted, what is about lines is read from lists, and nothing else.
select pg_temp.forget();
select pg_temp.new_run(60) as run \gset
select pg_temp.read(:run, array(select generate_series(1, 30)),
    '{"72": {"inline": {"path": "a.c", "to": 8, "from": null}}}');
update forge.stream_notes set put = put #- '{raw,inline}' where run_id = :run and iid = 31;
select is(pg_temp.decide(:run), 'yes', 'a stream that is wrong about lines may be right about the rest');
select is((select array_agg(iid) from forge.readings(:run) where proved), '{31}',
    'then what speaks of no line is proved');

-- Too few examples are no trust, and what changed meanwhile is no difference.
select pg_temp.forget();
select pg_temp.new_run(60) as run \gset
select pg_temp.read(:run, '{1,2}');
select is(pg_temp.decide(:run), 'unknown', 'six comments are too few to trust a stream');
select pg_temp.forget();
select pg_temp.new_run(60) as run \gset
select pg_temp.read(:run, array(select generate_series(1, 30)), jsonb_build_object('71', jsonb_build_object(
    'content', '{"raw": "edited just now"}'::jsonb, 'updated_on', to_char(now() at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS"Z"'))));
select is(pg_temp.decide(:run), 'yes', 'a comment that was edited while the import was reading is no difference');
select is((select body from forge.notes n join brigade.runs r on r.project_id = n.project_id
    where r.id = :run and n.source_id = 71), 'edited just now', 'and is here as its list shows it');

-- Spot checks: 52 make the bound 6 in 100, the largest 12 not among them. They are read with the rest.
select pg_temp.forget();
select pg_temp.new_run(150) as run \gset
select pg_temp.read(:run, array(select generate_series(1, 30)));
select forge.decide_notes(:run, '[{"server": "https://api.example"}]') \g /dev/null
select is((select count(*) from brigade.comparisons where run_id = :run), 64::bigint,
    '18 of the sample were chosen at random, and 34 spot checks follow');
select results_eq(format('select iid from forge.readings(%s) where comments', :run),
    format('select iid from brigade.comparisons where run_id = %s and iid > 30 order by iid', :run),
    'their lists are read');
select is((select count(*) from forge.readings(:run) where proved), 86::bigint, 'the others are taken from the stream');
select ok((select max(iid) > 120 and min(iid) < 60 from brigade.comparisons where run_id = :run and iid > 30),
    'they are spread over the stage');
select (array_agg(iid order by iid))[1] as spot, (array_agg(iid order by iid))[2:] as spots
from brigade.comparisons where run_id = :run and iid > 30 \gset
select pg_temp.read(:run, :'spots');
select (array_agg(iid order by iid))[1] as taken from forge.readings(:run) where proved \gset
select forge.take_stream(:run, jsonb_build_array(jsonb_build_object('iid', :taken, 'job', 'readings/1')));
select is(forge.stream_differs(:run, 'https://api.example'), false, 'no spot check differs');
select forge.judge_notes(:run, '[{"server": "https://api.example", "differs": false}]') \g /dev/null
select is((select agreed from brigade.calibrations where run_id = :run and property = 'pull_requests'), 51::bigint,
    'what was read is counted');
select pg_temp.read(:run, array[:spot], jsonb_build_object(:spot * 10 + 3, '{"content": {"raw": "other"}}'::jsonb));
select is(forge.stream_differs(:run, 'https://api.example'), true, 'the last one does');
select results_eq(format('select * from forge.differing_talks(%s)', :run), format('select %s::bigint', :spot),
    'its own activity is read before it counts');
savepoint confirmed;
select forge.put_stream_notes(:run, jsonb_build_array(jsonb_build_object('iid', :spot, 'source_id', :spot * 10 + 3,
    'put', pg_temp.row_of(:spot, pg_temp.comment(:spot, :spot * 10 + 3, '{"content": {"raw": "other"}}')))));
select is(forge.stream_differs(:run, 'https://api.example'), false, 'somebody had changed it meanwhile');
rollback to confirmed;
select forge.judge_notes(:run, '[{"server": "https://api.example", "differs": true}]') \g /dev/null
select is((select decided from brigade.calibrations where run_id = :run and property = 'stream'), 'no',
    'what still differs ends the trust');
select is_empty(format($$ select from brigade.pages where run_id = %s and list ~ '/stream' $$, :run),
    'nothing of the stream counts any more');
select is((select count(*) from forge.readings(:run) where comments and not proved), 86::bigint,
    'every list is read that was not');

select pg_temp.read(:run, array[:taken]);
delete from brigade.pages where run_id = :run and list = :taken || '/comments';
select brigade.put_pages(:run, jsonb_build_array(jsonb_build_object('thing', 'merge_request_notes', 'list',
    :taken || '/comments', 'page', 1, 'job', :'taken', 'announced', 2, 'keys', jsonb_build_array(
    (:taken * 10 + 1)::text, (:taken * 10 + 2)::text), 'is_last', true)));
update forge.notes set seen_in = 'stream' where source_id = :taken * 10 + 3;
select forge.settle_readings(:run, 'https://api.example');
select results_eq(format('select source_id - %s * 10 from forge.notes n join brigade.runs r using (project_id)
    where r.id = %s and noteable_iid = %1$s order by 1', :taken, :run),
    'values (1::bigint), (2)', 'a comment that no list names was never there');

-- More than five that differ are not people at work.
select pg_temp.forget();
select pg_temp.new_run(60) as run \gset
select pg_temp.read(:run, array(select generate_series(1, 30)), (select jsonb_object_agg(i * 10 + 1,
    '{"content": {"raw": "other"}}'::jsonb) from generate_series(1, 5) i));
select is((select count(*) from forge.differing_talks(:run)), 5::bigint, 'five are asked for');
select pg_temp.read(:run, array[6], '{"61": {"content": {"raw": "other"}}}');
select is_empty(format('select from forge.differing_talks(%s)', :run), 'six are not');

-- Threads whose lists do not say when they were resolved.
select pg_temp.forget();
select pg_temp.new_run(60) as run \gset
update brigade.runs set stage = 'catch_up' where id = :run;
select pg_temp.read(:run, array(select generate_series(1, 30)), (select jsonb_object_agg(i * 10 + 2,
    '{"resolution": {}}'::jsonb) from generate_series(1, 30) i));
select is((select count(*) from forge.threads_to_ask(:run, 'https://api.example', true, 3)), 3::bigint,
    'three are asked for singly');
select is_empty(format($$ select from forge.threads_to_ask(%s, 'https://api.example', false, 1000) $$, :run),
    'and no more, as nothing is known');
insert into brigade.jobs (run_id, stage, kind, key, state)
select :run, 'catch_up', 'thread', iid || '/thread/' || source_id, 'done'
from forge.threads_to_ask(:run, 'https://api.example', true, 3);
select (array_agg(split_part(key, '/', 3)))[1] as asked from brigade.jobs where run_id = :run and kind = 'thread' \gset
select forge.put_resolutions(:run, jsonb_build_array(jsonb_build_object('source_id', :asked, 'resolved_at',
    '2020-01-03', 'resolved_by', '{ben}'))) \g /dev/null
select is_empty(format($$ select from forge.threads_to_ask(%s, 'https://api.example', false, 1000) $$, :run),
    'sample: it stays at those');
select forge.settle_readings(:run, 'https://api.example');
select ok((select reason = 'off' and message like '29 threads were resolved%1 of 3 comments%resolutions = ''every''%'
    from brigade.omissions where run_id = :run and key = 'resolutions'), 'the note says how many, and what to do');
update brigade.runs set resolutions = 'every' where id = :run;
select is((select count(*) from forge.threads_to_ask(:run, 'https://api.example', false, 1000)), 27::bigint,
    'every: the others are asked for once each');
select pg_temp.read(:run, array[:asked / 10], jsonb_build_object(:asked, '{"resolution": {}}'::jsonb));
select is((select n.resolved_at from forge.notes n join brigade.runs r on r.project_id = n.project_id
    where r.id = :run and n.source_id = :asked), '2020-01-03'::timestamptz,
    'a list that says less does not take it away');
select pg_temp.read(:run, array[:asked / 10], jsonb_build_object(:asked, '{"resolution": null}'::jsonb));
select is((select n.resolved_at from forge.notes n join brigade.runs r on r.project_id = n.project_id
    where r.id = :run and n.source_id = :asked), null, 'one that says that it is open does');
select throws_ok($$ insert into brigade.imports (source, resolutions) values ('acme/x', 'none') $$, '22023', null,
    'another word is refused');

-- Tasks.
select pg_temp.forget();
select pg_temp.new_run(100) as run \gset
update brigade.runs set tasks = 'shown' where id = :run;
update forge.merge_requests m set comment_count = 0 from brigade.runs r
where r.id = :run and m.project_id = r.project_id and m.iid > 60;
delete from forge.stream_notes where run_id = :run and iid > 60;
select pg_temp.decide(:run) \g /dev/null
select is((select count(*) from forge.readings(:run) where tasks), 60::bigint,
    'shown: those that show something are asked for tasks');
update brigade.runs set tasks = 'sampled' where id = :run;
select is((select count(*) from forge.readings(:run) where tasks), 0::bigint,
    'sampled: no more than the sample, when it has none');
delete from brigade.calibrations where run_id = :run;
select is((select count(*) from forge.discussions_to_sample(:run, 'x') where tasks and iid > 60), 33::bigint,
    'a third of the sample shows nothing');
select brigade.put_pages(:run, '[{"thing": "tasks", "list": "5/tasks", "page": 1, "job": "5", "keys": ["9"],
    "is_last": true}]');
select is((select count(*) from forge.readings(:run) where tasks), 60::bigint,
    'one task that nothing showed: then all that show something are asked');
select throws_ok($$ insert into brigade.imports (source, tasks) values ('acme/x', 'none') $$, '22023', null,
    'a way of reading that does not exist is refused');

select * from finish();
rollback;
