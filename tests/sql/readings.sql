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
    select run, 'pull_requests_notes', 'discussion', i::text, 'done' from unnest(iids) i;
end $$;
create function pg_temp.decide(run bigint) returns text language plpgsql as $$
begin
    perform forge.decide_notes(run, '[{"server": "https://api.example"}]');
    return (select decided from brigade.calibrations c where c.run_id = run and c.property = 'stream');
end $$;
create function pg_temp.forget() returns void language sql as $$ delete from brigade.calibrations $$;

-- The sample.
select pg_temp.new_run(100) as run \gset
select ok((select count(*) between 45 and 64 and bool_and(comments and tasks)
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
select ok((select count(*) < 30 from forge.discussions_to_sample(:run, 'https://api.example')),
    'what is known of the server makes the sample small');
select is((select count(*) from forge.discussions_to_sample(:run, 'https://other.example')) >= 40, true,
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
