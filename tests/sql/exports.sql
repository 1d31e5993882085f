-- Exports: a target that exists, a project of one's own, and the same interface as imports have.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create role x_ann in role brigade_requester;
create role x_bob in role brigade_requester;
create role x_boss in role brigade_admin;
create function pg_temp.refusal(statement text) returns text language plpgsql as $$
declare
    more text;
begin
    execute statement;
    return 'nothing is refused';
exception when others then
    get stacked diagnostics more = pg_exception_hint;
    return sqlstate || ' ' || sqlerrm || coalesce(' | ' || nullif(more, ''), '');
end $$;

-- Two projects, each brought by an import of its own requester.
insert into brigade.imports (source, requested_by) values ('acme/anns', 'x_ann') returning id as anns \gset
select t.put_project(:anns, 'anns') as project \gset
insert into brigade.imports (source, requested_by) values ('acme/bobs', 'x_bob') returning id as bobs \gset
select t.put_project(:bobs, 'bobs') as others \gset

-- Without a target, or with one that does not exist, the targets are named.
delete from brigade.things where pipeline in (select p.name from brigade.pipelines p where p.hands_out);
delete from brigade.stages where pipeline in (select p.name from brigade.pipelines p where p.hands_out);
delete from brigade.pipelines where hands_out;
select is(pg_temp.refusal(format($$ insert into brigade.exports (project_id, target) values (%s, 'shelf') $$,
    :project)), '22023 there is no target "shelf": this version of Bucket Brigade has none yet',
    'while there is no target, an insert says so');
insert into brigade.pipelines (name, hands_out, description) values
    ('shelf', true, 'A shelf'), ('drawer', true, 'A drawer');
insert into brigade.target_options (target, name, pattern, description) values ('shelf', 'depth', '[0-9]', 'A digit');
insert into brigade.stages (pipeline, position, name, description, first_jobs, vital, batch, lease, max_attempts,
    backoff)
values ('shelf', 10, 'repository', 'Laid on the shelf', '[{"kind": "item", "key": "lay"}]', '{}', 9, '1 hour', 2,
        '1 second'),
       ('shelf', 20, 'finish', 'Looked at', '[]', '{}', 9, '1 hour', 2, '1 second'),
       ('drawer', 10, 'drawer', 'Put away', '[]', '{}', 9, '1 hour', 2, '1 second');
select is(pg_temp.refusal(format($$ insert into brigade.exports (project_id, target) values (%s, 'import') $$,
    :project)), '22023 there is no target "import": the targets are drawer, shelf',
    'a pipeline that brings something in is no target');
select is(pg_temp.refusal(format('insert into brigade.exports (project_id) values (%s)', :project)),
    '22023 an export needs a target: the targets are drawer, shelf', 'no target');
select ok(length(pg_temp.refusal(format($$ insert into brigade.exports (project_id, target) values (%s, %L) $$,
    :project, repeat('x', 100000)))) < 300, 'a refusal does not repeat a target of any length');
select is(pg_temp.refusal($$ insert into brigade.exports (target) values ('shelf') $$),
    '22023 an export needs the project that it hands out | Set source, such as acme/widgets, or project_id. '
        'brigade status names yours.', 'no project');

-- A project of another requester is one that does not exist.
set role x_ann;
select is(pg_temp.refusal(format($$ insert into brigade.exports (project_id, target) values (%s, 'shelf') $$, p)),
    format('P0002 there is no project %s | Import it first, or see what is here: brigade status.', p), why)
from (values (:others, 'another requester''s project'), (-1, 'no project of that number')) v(p, why);
reset role;
set role x_boss;
select is(pg_temp.refusal(format($$ insert into brigade.exports (project_id, target, requested_by)
    values (%s, 'shelf', 'x_ann') $$, :others)),
    format('P0002 there is no project %s | Import it first, or see what is here: brigade status.', :others),
    'an administrator asks for a requester only for what is the requester''s');
insert into brigade.exports (project_id, target, requested_by) values (:project, 'drawer', 'x_ann')
    returning id as given \gset
insert into brigade.exports (project_id, target) values (:others, 'drawer') returning id as bosses \gset
reset role;
select is((select requested_by from brigade.exports where id = :given), 'x_ann'::name,
    'an administrator may ask for a requester');
select is((select requested_by from brigade.exports where id = :bosses), 'x_boss'::name, 'and exports what all have');

-- The interface that imports have.
set role x_ann;
insert into brigade.exports (project_id, target, options) values (:project, 'shelf', '{"depth": 2}')
    returning id as run \gset
select is((select format('%s %s %s %s', state, stage, target, pipeline) from brigade.exports where id = :run),
    'queued repository shelf shelf', 'an export is queued in the first stage of its target''s pipeline');
select is((select requested_by from brigade.exports where id = :run), 'x_ann'::name, 'whoever inserts it has it');
select is(pg_temp.refusal(format($$ insert into brigade.exports (project_id, target, priority)
    values (%s, 'shelf', 1) $$, :project)),
    '22023 a priority above 0 goes before what all others asked for: only an administrator may give it | Leave it 0; '
        'below 0 goes behind.', 'a priority above 0 is an administrator''s');
select is(pg_temp.refusal(format($$ insert into brigade.exports (project_id, target, credential)
    values (%s, 'shelf', 'none') $$, :project)),
    '23503 there is no credential "none" | Add it with: brigade credential add none --kind api_token --email E, or '
        '--kind access_token; ask who has it for brigade.share_credential.', 'an unknown credential');
select is((select count(*) from brigade.imports where id = :run), 0::bigint, 'an export is no import');
select is(brigade.pause(:run), 'paused', 'it can be paused');
select is(pg_temp.refusal(format('select brigade.pause(%s)', :run)),
    format('55000 export %s is paused: pause is for exports that are queued or running', :run), 'but not twice');
select is(brigade.resume(:run), 'queued', 'and goes on');
select is(pg_temp.refusal(format('select brigade.retry(%s, ''users'')', :run)),
    '22023 there is no stage "users" | Stages are: repository, finish.', 'its stages are those of its own pipeline');
reset role;
set role x_bob;
select is((select count(*) from brigade.exports where id = :run), 0::bigint, 'another requester does not see it');
select is(pg_temp.refusal(format('select brigade.cancel(%s)', :run)) ~ 'P0002', true, 'nor cancels it');
reset role;
update brigade.exports set priority = 7 where id = :run;
select is((select priority from brigade.runs where id = :run), 7, 'its priority can be changed');
delete from brigade.exports where id = :given;
select is((select count(*) from brigade.runs where id = :given), 0::bigint, 'and its row deleted');

-- What its workers ask for.
select results_eq(format('select project_id, owner, full_name, target, options from forge.project_of(%s)', :run),
    format($$ values (%s::bigint, 'x_ann'::name, 'acme/widgets', 'shelf', '{"depth": 2}'::jsonb) $$, :project),
    'forge.project_of: the project and the target');
select is_empty('select forge.project_of(-1)', 'no run, no project');
select is((select c.run_id || ' ' || c.pipeline || ' ' || c.project_id || ' ' || c.key
           from brigade.claim('w1', t.kinds(), 950, 57) c), format('%s shelf %s lay', :run, :project),
    'its jobs are claimed like those of imports');
select is(t.finish(:run, '{lay}'), null, 'and its pipeline ends');
select is((select state || ' ' || verdict from brigade.exports where id = :run), 'finished complete',
    'with a verdict');

-- A job without which it cannot go on.
update brigade.stages set vital = '{lay}' where pipeline = 'shelf';
insert into brigade.exports (project_id, target) values (:project, 'shelf') returning id as stopped \gset
select t.claim() \g /dev/null
select t.finish(:stopped, '{}', jsonb_build_array(t.trouble(:stopped, 'lay', 'failed'))) \g /dev/null
select is((select state || ': ' || error from brigade.exports where id = :stopped),
    format('failed: export %s cannot go on without its lay (it broke); when that is mended: '
        'brigade retry %s', :stopped, :stopped), 'an export fails without what is vital, and says what to do');

-- The stage has the name of one of an import. What each pipeline says of it counts for its own runs alone.
select is_empty('select * from brigade.violations()', 'nothing is violated');
update brigade.jobs j set run_after = clock_timestamp() + interval '2 hours 30 minutes', state = 'ready'
where j.run_id in (:run, :anns);
select results_eq($$ select run_id from brigade.violations() where invariant = 'job_never_due' $$,
    format('values (%s::bigint)', :anns), 'a lease of another pipeline''s stage excuses nobody');
update brigade.jobs j set attempt = 3 where j.run_id in (:run, :anns);
select results_eq($$ select run_id from brigade.violations() where invariant = 'attempts_exceeded' $$,
    format('values (%s::bigint)', :run), 'nor does its retry budget accuse anybody');
select is((select string_agg(l, ', ') from string_to_table(brigade.metrics(), e'\n') l
           where l ~ '^brigade_jobs_(pending|done_total)\{stage="repository"\}'),
    'brigade_jobs_pending{stage="repository"} 2, brigade_jobs_done_total{stage="repository"} 1',
    'the metrics count each stage once');
-- An export does not make an import the second newest of its project.
select t.at_stage(:anns, 'finish', 0);
select t.put_page(:anns, 'merge_requests', 'list', 1, '{1}', 1) \g /dev/null
select brigade.advance(:anns) \g /dev/null
insert into brigade.exports (project_id, target) values (:project, 'shelf');
select is((select string_agg(m.thing || ' ' || m.key, ', ') from brigade.missing m where m.run_id = :anns),
    'merge_requests 1', 'what an import lacks is missing after an export, too');

select * from finish();
rollback;
