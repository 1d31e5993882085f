-- brigade.violations: nothing when all is well; each invariant, broken by hand, is one row.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- One that is complete, with a repository and a thread; one with a failure, retried once; one under way.
select t.new_import('acme/complete', priority => 9) as complete \gset
select t.put_project(:complete, 'complete') as project \gset
select forge.put_repositories(:complete, '[{"kind": "code", "path": "1/code.git", "ref_count": 1, "commit_count": 1, '
    '"size_bytes": 1}]') \g /dev/null
select forge.put_refs(:complete,
    jsonb_build_array(jsonb_build_object('kind', 'code', 'refs',
    jsonb_build_array(jsonb_build_object('name', 'refs/heads/main', 'oid', repeat('a', 40)))))) \g /dev/null
select forge.put_merge_requests(:complete, jsonb_build_array(t.merge_request(1))) \g /dev/null
select forge.put_notes(:complete, jsonb_build_array(t.note(10), t.note(11, 10), t.note(12, 11))) \g /dev/null
select t.put_page(:complete, 'merge_requests', 'list', 1, '{1}', 1) \g /dev/null
select t.work() \g /dev/null
select t.new_import('acme/failed', priority => 8) as failed \gset
select t.put_project(:failed, 'failed') \g /dev/null
select t.claim() \g /dev/null
select t.finish(:failed, '{project}', follow_ups => '[{"kind": "item", "key": "bad"}]') \g /dev/null
select t.claim() \g /dev/null
select t.finish(:failed, '{}', jsonb_build_array(t.trouble(:failed, 'bad', 'retry'))) \g /dev/null
select t.leases_end(:failed) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:failed, '{}', jsonb_build_array(t.trouble(:failed, 'bad', 'failed'))) \g /dev/null
select t.work() \g /dev/null
select brigade.retry(:failed) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:failed, '{}', jsonb_build_array(t.trouble(:failed, 'bad', 'release'))) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:failed, '{}', jsonb_build_array(t.trouble(:failed, 'bad', 'failed'))) \g /dev/null
select t.work() \g /dev/null
select t.new_import('acme/running') as running \gset
select t.claim() \g /dev/null
select t.finish(:running, '{project}') \g /dev/null
select t.claim() \g /dev/null
select t.finish(:running, '{members/1,permissions/1}') \g /dev/null
select brigade.pause(:running), brigade.resume(:running) \g /dev/null
select t.claim() \g /dev/null
select t.finish(:running, '{list/1}', follow_ups => '[{"kind": "item", "key": "1"}]') \g /dev/null
select is((select string_agg(state || ' ' || coalesce(verdict, '-'), ', ' order by id) from brigade.imports),
    'finished complete, finished incomplete, running -', 'three imports');
select is_empty('select * from brigade.violations()', 'nothing is violated');

-- What breaks an invariant, what it is then told, and that it is but one row; and nothing of it stays.
create function pg_temp.broken(variadic statements text[]) returns text language plpgsql as $$
declare
    statement text;
    told text;
begin
    foreach statement in array statements loop
        execute statement;
    end loop;
    select string_agg(v.invariant || ', import '
        || coalesce((select split_part(i.source, '/', 2) from brigade.imports i where i.id = v.run_id), '-') || ': '
                      || regexp_replace(v.message, '\d{4}-\d\d-\d\d.*\+\d\d', 'TIME'), e'\n') into told
    from brigade.violations() v;
    raise exception using errcode = 'BR999', message = coalesce(told, 'nothing');
exception when sqlstate 'BR999' then
    return sqlerrm;
end $$;
create function pg_temp.job(import bigint, key text) returns bigint
    language sql as $$ select j.id from brigade.jobs j where j.run_id = import and j.key = job.key $$;
create function pg_temp.event(import bigint, subject text, event text, stage text, job bigint default null,
    attempt integer default null) returns text language sql as $$
    select format('insert into brigade.events (run_id, subject, event, stage, jobs, attempts) values (%s, %L, %L, '
        '%L, %s, %s)', import, subject, event, stage,
        coalesce('array[' || job || ']', 'null'), coalesce('array[' || attempt || ']', 'null'))
$$;

select is(pg_temp.broken(format('update brigade.run_stages set done = 3 where run_id = %s and stage = ''users''',
    :running)),
    'counters_differ, import running: stage users counts 0 pending, 3 done, 0 failed; its jobs are 0, 2, 0',
    'a counter that is no recount');
select is(pg_temp.broken(format('with j as (insert into brigade.jobs (run_id, stage, kind, key) values '
    '(%s, ''elves'', ''item'', ''e'') returning run_id, id)
    insert into brigade.events (run_id, subject, event, stage, jobs)
    select run_id, ''jobs'', ''added'', ''elves'', array[id] from j', :running)),
    'counters_differ, import running: there are jobs of stage elves, which the import has not', 'jobs of no stage');
select is(pg_temp.broken(format('delete from brigade.failures where run_id = %s', :failed)),
    'failures_differ, import failed: job bad of repository has failed without a row in brigade.failures',
    'a failed job without a failure');
select is(pg_temp.broken(format('insert into brigade.failures (run_id, stage, key, class, message, attempts, '
    'first_at, last_at) values (%s, ''users'', ''x'', ''item'', ''x'', 1, now(), now())', :failed)),
    'failures_differ, import failed: the failure x of users is that of no failed job',
    'a failure without a failed job');
select is(pg_temp.broken('update pg_index set indisvalid = false where indexrelid = ''forge.notes_pkey''::regclass'),
    'index_invalid, import -: the unique index forge.notes_pkey is not valid', 'a unique key that does not hold');
select is(pg_temp.broken(pg_temp.event(:complete, 'jobs', 'done', 'users', pg_temp.job(:complete, 'members/1'), 1)),
    format('attempt_ended_twice, import complete: attempt 1 of job %s ended 2 times',
        pg_temp.job(:complete, 'members/1')),
    'an attempt that ended twice');
select is(pg_temp.broken(format('update brigade.run_stages set state = ''waiting'' where run_id = %s and state '
    '= ''open''', :running)),
    'stage_out_of_order, import running: the import is running at stage pull_requests, and its open stage is none',
    'no stage is open');
select is(pg_temp.broken(format('update brigade.run_stages set state = ''waiting'' where run_id = %s and stage '
    '= ''users''', :running)),
    'stage_out_of_order, import running: stage users is waiting with 0 jobs pending, and stage pull_requests behind it '
        'is open', 'a stage was passed over');
select is(pg_temp.broken(format('update brigade.jobs set attempt = 2 where id = %s',
    pg_temp.job(:running, 'members/1')),
        pg_temp.event(:running, 'jobs', 'claimed', 'users', pg_temp.job(:running, 'members/1'), 2),
        pg_temp.event(:running, 'jobs', 'done', 'users', pg_temp.job(:running, 'members/1'), 2)),
    'claimed_out_of_stage, import running: jobs of stage users were claimed while it was not open',
    'a claim of a stage that is over');
select is(pg_temp.broken(format('update brigade.jobs set run_after = now() + interval ''1 day'' where id = %s',
    pg_temp.job(:running, '1'))),
    'job_never_due, import running: job 1 of pull_requests is not due before TIME: no lease and no back-off is that '
        'long', 'a job that is due in a day');
select is(pg_temp.broken(format('update brigade.jobs set attempt = 2 where id = %s',
    pg_temp.job(:complete, 'members/1'))),
    'attempts_differ, import complete: job members/1 of users counts 2 attempts, and was claimed 1 times',
    'attempts that were no claims');
select is(pg_temp.broken(format('update brigade.jobs set attempt = 11 where id = %s',
    pg_temp.job(:running, '1')),
        format('insert into brigade.events (run_id, subject, event, stage, jobs, attempts) select '
            '%s, ''jobs'', ''claimed'', ''pull_requests'', array[%s], array[n] from generate_series(1, 11) n',
            :running, pg_temp.job(:running, '1'))),
    'attempts_exceeded, import running: job 1 of pull_requests was tried 11 times, and the budget is 10',
    'more attempts than the budget');
select is(pg_temp.broken(pg_temp.event(:complete, 'jobs', 'added', 'users', pg_temp.job(:complete, 'members/1'))),
    'job_differs_from_events, import complete: job members/1 of users is done; what happened to it says added',
    'a job that is not what happened to it');
select is(pg_temp.broken(pg_temp.event(:complete, 'jobs', 'added', 'users', 999999)),
    'job_differs_from_events, import complete: job 999999 is gone; what happened to it says added',
    'a job that is gone');
select is(pg_temp.broken(pg_temp.event(:complete, 'run', 'paused', null)),
    'import_differs_from_events, import complete: the import is finished; what happened to it says paused',
    'an import that is not what happened to it');
select is(pg_temp.broken(pg_temp.event(:complete, 'stage', 'waiting', 'users')),
    'import_differs_from_events, import complete: stage users is done; what happened to it says waiting',
    'a stage likewise');
select is(pg_temp.broken(format('with j as (insert into brigade.jobs (run_id, stage, kind, key) values '
    '(%s, ''issues'', ''item'', ''e'') returning run_id, id)
    insert into brigade.events (run_id, subject, event, stage, jobs)
    select run_id, ''jobs'', ''added'', ''issues'', array[id] from j', :complete),
        format('update brigade.run_stages set pending = 1, state = ''waiting'' where run_id = %s and stage '
            '= ''issues''', :complete)),
    'finished_too_early, import complete: the import has finished, and 1 jobs of stage issues are pending',
    'something is left to do');
select is(pg_temp.broken(format('select t.put_page(%s, ''merge_requests'', ''list'', 1, ''{1,2}'')', :complete)),
    'verdict_wrong, import complete: the verdict is "complete", and 1 is missing: see brigade.missing',
    'complete, and something is missing');
select is(pg_temp.broken(format('insert into brigade.omissions (run_id, stage, key, reason, message) values '
    '(%s, ''users'', ''members'', ''off'', ''x'')', :complete)),
    'verdict_wrong, import complete: the verdict is "complete", and there are 1 notes: see brigade.omissions',
    'complete without notes, and there are some');
select is(pg_temp.broken('update forge.repositories set ref_count = 2'),
    'refs_differ, import complete: the repository 1/code.git has 2 refs, and 1 are recorded',
    'refs that are not recorded');
select is(pg_temp.broken('update forge.notes set merge_request_iid = null where source_id = 12'),
    'owner_unbound, import complete: merge_request_notes 12 belongs to 1, which is here, and has no foreign key to it',
    'a comment that is not bound to its merge request');
select is(pg_temp.broken('update forge.notes set discussion_source_id = 5 where source_id = 12'),
    'thread_broken, import complete: comment 12 answers 11, and stands in another thread', 'a reply in another thread');
select is(pg_temp.broken(format('select forge.put_tasks(%s, jsonb_build_array(jsonb_build_object(''source_id'', 7, '
    '''merge_request_iid'', 1, ''state'', ''RESOLVED'', ''content'', '''', ''sanitised'', false, '
    '''raw'', ''{}''::jsonb)))',
        :complete),
    'update forge.tasks set vanished_at = now()',
    format('select t.put_page(%s, ''tasks'', ''1/tasks'', 1, ''{7}'')', :complete)),
    'vanished_is_named, import complete: tasks 7 has vanished here, and the list 1/tasks names it',
    'a task that has vanished, and a list names it');
select is(pg_temp.broken('update forge.merge_requests set vanished_at = now() - interval ''1 hour''',
    format('select forge.note_seen(%s, ''[{"iid": 1}]'')', :complete)),
    'vanished_was_seen, import complete: merge request 1 has vanished at TIME', 'one that was seen after it vanished');
select is(pg_temp.broken('update forge.notes set seen_in = ''stream'' where source_id = 12',
    'update forge.merge_requests set comment_count = 9'),
    'stream_unproved, import complete: comments of merge request 1 come from the activity stream, and it has 9, of '
        'which 3 are here', 'comments from a stream that shows fewer');
select is(pg_temp.broken(format('insert into brigade.calibrations (run_id, property, server, decided) values '
    '(%s, ''stream'', ''x'', ''yes''), (%1$s, ''text'', ''x'', ''no'')', :complete)),
    'stream_distrusted, import complete: comments were taken from the activity stream, and it was found wrong in text',
    'comments from a stream that is wrong');
select is(pg_temp.broken(format('update brigade.runs set mode = ''sync'' where id = %s', :running),
    format('insert into brigade.cursors (project_id, name, at, run_id) values (%s, ''newest'', now(), %s)', :project,
        :running),
    format('with j as (insert into brigade.jobs (run_id, stage, kind, key) values '
    '(%s, ''pull_requests'', ''newest'', ''newest/2'') returning run_id, id)
    insert into brigade.events (run_id, subject, event, stage, jobs)
    select run_id, ''jobs'', ''added'', ''pull_requests'', array[id] from j', :running),
    format('update brigade.run_stages set pending = pending + 1 where run_id = %s and stage = ''pull_requests''',
        :running)),
    format('cursor_ahead, import running: the cursor newest of project %s says that a walk has ended, and its job '
        'newest/2 is ready', :project), 'a cursor that moved too early');
select is_empty('select * from brigade.violations()', 'and all is well again');
savepoint circle;
select forge.put_notes(:complete, jsonb_build_array(t.note(21, 22), t.note(22, 21), t.note(23, 22))) \g /dev/null
select is_empty('select * from brigade.violations()',
    'comments that answer one another in a circle are the source''s affair');
rollback to circle;
select is((select string_agg(p.proname, ' ' order by p.proname) from pg_proc p
    where p.pronamespace = 'brigade'::regnamespace and p.proname like 'violation\_%'
      and strpos(pg_get_functiondef('brigade.violations'::regproc), format('select %L, v.* from brigade.%s(',
          substr(p.proname, 11), p.proname)) = 0), null,
    'brigade.violations unites all of brigade.violation_*, each by its name');

-- One import alone.
update brigade.run_stages set done = 3 where run_id = :running and stage = 'users';
select results_eq(format('select invariant, run_id, ids from brigade.violations(%s)', :running),
    format($$ values ('counters_differ', %s::bigint, '{"stage": "users"}'::jsonb) $$, :running), 'one import: its own');
select is_empty(format('select * from brigade.violations(%s)', :complete), 'and not those of others');
update brigade.run_stages set done = 2 where run_id = :running and stage = 'users';

-- Events are final, and pruned when the import is long over; what is pruned is not folded any more.
select throws_ok('update brigade.events set message = ''x''', '55000',
    'brigade.events is only added to: what happened is not changed', 'what happened is not changed');
select results_eq(format('select event, key collate "default", attempt, message from brigade.history where run_id = '
    '%s and key = ''bad'' order by id', :failed),
    $$ values ('added', 'bad', null::integer, null), ('claimed', 'bad', 1, null), ('again', 'bad', 1, 'it broke'),
    ('claimed', 'bad', 2, null), ('failed', 'bad', 2, 'it broke'),
        ('retried', 'bad', 2, null), ('claimed', 'bad', 3, null), ('released', 'bad', 3, null),
            ('claimed', 'bad', 4, null), ('failed', 'bad', 4, 'it broke') $$,
    'history: what happened to a job, in order');
select results_eq(format('select event, message from brigade.history where run_id = %s and subject '
    '= ''run'' order by id', :failed),
    $$ values ('queued', null), ('running', null), ('finished', 'incomplete'), ('running', null),
    ('finished', 'incomplete') $$, 'and to the import');
select is(brigade.prune_events(), 0::bigint, 'what ended a moment ago stays');
update brigade.imports set finished_at = now() - interval '91 days' where id = :complete;
select is(brigade.prune_events(most => 2), 2::bigint, 'what ended long ago is pruned, from its first event on');
select is_empty('select * from brigade.violations()', 'half of what happened is not folded');
select cmp_ok(brigade.prune_events(), '>', 10::bigint, 'and the rest');
select is((select string_agg(distinct split_part(i.source, '/', 2), ' ') from brigade.events e join brigade.imports i
    on i.id = e.run_id), 'failed running', 'events of others stay');
select is_empty('select * from brigade.violations()', 'nothing is violated');

select * from finish();
rollback;
