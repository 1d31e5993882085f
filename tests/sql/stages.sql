-- The pipeline as rows: stages open in order, and those with nothing to do pass.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

select results_eq($$ select name from brigade.stages where pipeline = 'import' order by position $$,
    array['repository', 'users', 'pull_requests', 'pull_requests_notes', 'issues', 'issues_notes', 'lfs_objects',
        'catch_up', 'finish'],
    'the stages are those of the specification, in its order');
select is_empty($$ select s.name, f from brigade.stages s, jsonb_array_elements(s.first_jobs) f
    where not (f ? 'kind' and f ? 'key') $$, 'every first job has a kind and a key');

select t.new_import() as import \gset
select results_eq(format('select stage, state, pending, done from brigade.run_stages s join brigade.stages t on '
    't.pipeline = s.pipeline and t.name = s.stage
    where run_id = %s order by t.position', :import),
    $$ values ('repository', 'open', 1::bigint, 0::bigint), ('users', 'waiting', 0, 0),
    ('pull_requests', 'waiting', 0, 0),
       ('pull_requests_notes', 'waiting', 0, 0), ('issues', 'waiting', 0, 0), ('issues_notes', 'waiting', 0, 0),
       ('lfs_objects', 'waiting', 0, 0), ('catch_up', 'waiting', 0, 0), ('finish', 'waiting', 0, 0) $$,
    'a new import has all stages, the first open with its first job');
select is((select state || ' ' || stage from brigade.imports where id = :import), 'queued repository',
    'a new import is queued in its first stage');
select results_eq(format('select key collate "default", kind, state, attempt, requests::integer from brigade.jobs '
    'where run_id = %s', :import),
    $$ values ('project', 'project', 'ready', 0, 1) $$, 'its first job is enqueued with the requests that it costs');

select is(t.claim(), '{project}', 'the first job can be claimed at once');
select is(t.finish(:import, '{project}'), 'users', 'when nothing of a stage is left, the next opens');
select is((select array_agg(key order by id) from brigade.jobs where run_id = :import and stage = 'users'),
    '{members/1,permissions/1}', 'with its first jobs');
select is((select stage from brigade.imports where id = :import), 'users', 'and the import says which');
select is((select state from brigade.run_stages where run_id = :import and stage = 'repository'), 'done',
    'the stage before it is done');
select ok((select finished_at is not null from brigade.run_stages where run_id = :import
    and stage = 'repository'), 'and has its end');

select t.claim() \g /dev/null
select is(t.finish(:import, '{members/1}'), 'users', 'while a job is left, the stage stays');
select is((select count(*) from brigade.jobs where run_id = :import and stage = 'pull_requests'), 0::bigint,
    'no job of a later stage is there before it opens');
select is(t.finish(:import, '{permissions/1}'), 'pull_requests', 'the last one opens the next stage');

select t.claim() \g /dev/null
select is(t.finish(:import, '{list/1}'), 'finish', 'stages with nothing to do pass');
select is((select string_agg(s.stage, ' ' order by p.position) from brigade.run_stages s join brigade.stages p
    on p.pipeline = s.pipeline and p.name = s.stage
    where s.run_id = :import and s.state = 'done'),
    'repository users pull_requests pull_requests_notes issues issues_notes lfs_objects catch_up', 'and are done');
select t.claim() \g /dev/null
select is(t.finish(:import, '{settle}'), null, 'after the last stage none is open');
select is((select state || ' ' || stage from brigade.imports where id = :import), 'finished finish',
    'and the import has ended');
select is_empty('select * from t.miscounts()', 'every count equals a recount');
select is(brigade.advance(:import), null, 'advance on an ended import changes nothing');
select is(brigade.advance(-1), null, 'advance on no import changes nothing');

-- advance may be called by anyone, at any time.
select t.new_import('acme/second') as second \gset
select is(brigade.advance(:second), 'repository', 'advance on an open stage with work changes nothing');
select is((select count(*) from brigade.jobs where run_id = :second), 1::bigint, 'and enqueues nothing twice');

-- A new kind of thing is a migration: one more row, between two others.
select t.new_import('acme/before') as before \gset
update brigade.stages set position = position + 100 where name = 'finish';
insert into brigade.stages (pipeline, position, name, description, first_jobs, batch, lease, max_attempts, backoff)
values ('import', 90, 'pipelines', 'Pipelines', '[{"kind": "page", "key": "list/1"}]', 10, '1 minute', 3, '1 second');
select t.new_import('acme/after') as after \gset
update brigade.imports set priority = 1 where id = :after;
select t.work() \g /dev/null
select is((select string_agg(s.stage, ' ' order by p.position) from brigade.run_stages s join brigade.stages p
    on p.pipeline = s.pipeline and p.name = s.stage
    where s.run_id = :after),
    'repository users pull_requests pull_requests_notes issues issues_notes lfs_objects catch_up pipelines finish',
    'an added stage has its place');
select is((select j.kind || ' ' || j.state from brigade.jobs j where j.run_id = :after and j.stage = 'pipelines'),
    'page done',
    'and its jobs are done like any others');
select is((select state from brigade.imports where id = :after), 'finished', 'an import with the added stage ends');
select is((select state from brigade.imports where id = :before), 'finished',
    'an import from before the migration ends without it');
select is((select count(*) from brigade.run_stages where run_id = :before and stage = 'pipelines'), 0::bigint,
    'and does not have the stage');

-- Another order is a migration and no code.
update brigade.stages set position = 200 where name = 'users';
update brigade.stages set position = 300 where name = 'finish';
select t.new_import('acme/reordered') as reordered \gset
select t.claim() \g /dev/null
select is(t.finish(:reordered, '{project}'), 'pull_requests', 'stages open by position, whatever their names');

select * from finish();
rollback;
