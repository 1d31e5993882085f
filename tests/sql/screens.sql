-- How repositories stand, what needs a person, and which failures are still open.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

create function pg_temp.ends(run bigint, verdict text) returns void language sql as $$
    update brigade.runs r set state = 'finished', verdict = ends.verdict, finished_at = now(), started_at = now()
    where r.id = ends.run;
$$;
create function pg_temp.fails(run bigint, key text, message text) returns void language sql as $$
    insert into brigade.failures (run_id, stage, key, class, message, http_status, attempts, first_at, last_at)
    values (run, 'pull_requests_notes', key, 'item', message, 500, 1, now(), now());
$$;
create function pg_temp.standing() returns text language sql as $$
    select string_agg(s.source || ' ' || s.standing, ', ' order by s.run_id) from brigade.standing s $$;
create function pg_temp.attention() returns text language sql as $$
    select string_agg(concat_ws(' | ', a.what, a.cause, a.number, a.sources, a.todo), e'\n' order by a.place, a.run_id)
    from brigade.to_do a $$;

select is((select summary from brigade.summary()), 'There is no import yet: brigade import WORKSPACE/SLUG asks for one',
    'the sum of nothing');
select is(pg_temp.attention(), null, 'nothing needs a person');

savepoint nothing;
select t.new_import('acme') as whole \gset
select is((select summary from brigade.summary()), 'No repository yet', 'a workspace whose list was not read has none');
select is(pg_temp.attention(), 'stands still | no worker is running | 1 | acme | brigade work',
    'and stands still by itself without a worker');
select brigade.put_children(:whole, '[{"slug": "one"}]') \g /dev/null
select is((select summary from brigade.summary()), '1 repository: 1 waiting', 'then its repositories count');
select is(pg_temp.attention(), 'stands still | no worker is running | 1 | acme/one | brigade work',
    'and stand still in its place');
rollback to nothing;

select t.new_import('acme/one') as one \gset
select t.new_import('acme/two') as two \gset
select is(pg_temp.standing(), 'acme/one waiting, acme/two waiting', 'what is queued waits');
select is((select summary from brigade.summary()), '2 repositories: 2 waiting', 'the sum counts');
select is(pg_temp.attention(), 'stands still | no worker is running | 2 | acme/one, acme/two | brigade work',
    'without a worker, everything stands still');
select brigade.hello('w1', 'host', 1, '0', '999') \g /dev/null
select is(pg_temp.attention(), null, 'with one, it does not');

select pg_temp.ends(:one, 'incomplete') \g /dev/null
select pg_temp.fails(:one, '7', 'Bitbucket answered 500 for https://x/acme/one/pullrequests/7')
    \g /dev/null
select pg_temp.fails(:one, '8', 'Bitbucket answered 500 for https://x/acme/one/pullrequests/8') \g /dev/null
select is(pg_temp.attention(), 'not brought over | Bitbucket answered 500 for https://x/acme/one/pullrequests/7 | 2 | '
    'acme/one | brigade failures ' || :one || ', then brigade retry ' || :one, 'failures of one cause are one row');
select is((select array[things, repositories] from brigade.open_failures_by_cause), array[2, 1]::bigint[],
    'and it says how many things of how many repositories');

insert into brigade.imports (source, mode) values ('acme/one', 'sync') returning id as sync \gset
select pg_temp.ends(:sync, 'complete') \g /dev/null
select is(pg_temp.standing(), 'acme/two waiting, acme/one complete', 'the newest run says how a repository stands');
select is((select count(*) from brigade.open_failures), 2::bigint,
    'a sync asks for no more than changed: what a full import could not bring stays open');
select t.new_import('acme/one') as again \gset
select is((select count(*) from brigade.open_failures), 2::bigint,
    'and stays so while the next full import has not ended');
select pg_temp.ends(:again, 'complete') \g /dev/null
select is((select count(*) from brigade.open_failures), 0::bigint, 'a full import asks for everything again');
select is((select count(*) from brigade.failures), 2::bigint, 'brigade.failures has all that ever failed');
select is((select array_agg(run_id) from brigade.failures_of(:one)), array[:one, :one]::bigint[],
    'and by its number an import shows its own');

select t.new_import('acme/one') as last \gset
select brigade.cancel(:last) \g /dev/null
select is(pg_temp.standing(), 'acme/two waiting, acme/one complete', 'what was cancelled does not count');

select brigade.pause(:two) \g /dev/null
select is(pg_temp.attention(), 'paused | somebody paused it | 1 | acme/two | brigade resume ' || :two,
    'what is paused says how it goes on');
select brigade.resume(:two) \g /dev/null
select t.new_import('acme/r' || n) from generate_series(1, 5) n \g /dev/null
update brigade.runs set state = 'failed', finished_at = now(),
    error = 'The repository ' || source || ' cannot be read: Bitbucket answered 403.' where source like 'acme/r_';
select is(pg_temp.attention(), 'failed | The repository acme/r1 cannot be read: Bitbucket answered 403. | 5 | '
    'acme/r1, acme/r2, acme/r3 and 2 more | mend the cause, then brigade retry '
        || (select id from brigade.runs where source = 'acme/r1'),
    'one cause of five is one row');
savepoint stopped;
update brigade.runs set state = 'paused', finished_at = null,
    error = 'put the secret in place; then: brigade resume ' || id where source like 'acme/r_';
select matches(pg_temp.attention(), '^paused \| put the secret in place \| 5 \| [^|]* \| brigade resume \d+$',
    'what to type stands once, behind the cause');
rollback to stopped;
select is((select array_agg(source order by run_id) from brigade.overview('failed')),
    array['acme/r1', 'acme/r2', 'acme/r3', 'acme/r4', 'acme/r5'], 'the list of those that failed');
select is((select array_agg(source) from brigade.overview('running')), array['acme/two'], 'of those under way');
select is((select count(*) from brigade.overview()), (select count(*) from brigade.runs), 'and of all');
select is((select count(*) from brigade.overview('all', 3)), 3::bigint, 'or some of them');
select t.new_import('acme/r' || n) from generate_series(1, 5) n \g /dev/null
select is(pg_temp.attention(), null, 'who imports it again has done something about it');

select pg_temp.ends(:two, 'incomplete') \g /dev/null
select is(pg_temp.attention(),
    'incomplete | something is missing, and no failure names it | 1 | acme/two | brigade verify ' || :two,
    'what is missing without a failure is named, too');

select is(brigade.cause_of(a.message), brigade.cause_of(b.message), 'one cause: ' || b.message)
from (values ('refs/heads/a is at 0123456789abcdef', 'refs/heads/b is at fedcba9876543210'),
             ('the list "list/1" said it has 7', 'the list "list/2" said it has 12'),
             ('see https://bitbucket.org/a/b', 'see https://bitbucket.org/c/d?e=1')) v(x, y)
cross join lateral (select v.x as message) a cross join lateral (select v.y as message) b;
select isnt(brigade.cause_of('permission denied'), brigade.cause_of('no such file'), 'two causes');
select is(brigade.cause_of(null), null, 'no message has no cause');

-- A repository of a workspace, and the two causes of one.
rollback to nothing;
select t.new_import('acme') as whole \gset
select brigade.put_children(:whole, '[{"slug": "one"}, {"slug": "two"}, {"slug": "three"}]') \g /dev/null
select brigade.hello('w1', 'host', 1, '0', '999') \g /dev/null
update brigade.runs set state = 'failed', finished_at = now(),
    error = format('%s cannot be read: 403; then ask for it anew, or: brigade retry %s', source, id)
where slug in ('one', 'two');
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at)
select id, 'repository', 'project', 'import', 'Bitbucket answered 403', 1, now(), now() from brigade.runs
where state = 'failed'
union all
select parent_id, 'workspace', slug, 'item', 'import failed', 1, now(), now() from brigade.runs where state = 'failed';
select is(pg_temp.attention(), 'failed | acme/one cannot be read: 403 | 2 | acme/one, acme/two | '
    'mend the cause, then brigade retry ' || :whole,
    'one cause is one row, and what to type is of the workspace that they are part of');
select is((select array_agg(message) from brigade.open_failures_by_cause), array['Bitbucket answered 403'],
    'a failure stands with its repository, and not with the workspace as well');
update brigade.runs set state = 'paused', finished_at = null, error = null where slug in ('one', 'two');
select is(pg_temp.attention(), format('paused | somebody paused it | 2 | acme/one, acme/two | brigade resume %1$s
not brought over | Bitbucket answered 403 | 2 | acme/one, acme/two | brigade failures %1$s, then brigade retry %1$s',
    :whole), 'what is to be typed for several of a workspace is of the workspace');
delete from brigade.failures where run_id <> :whole;
select is(pg_temp.attention(), 'paused | somebody paused it | 2 | acme/one, acme/two | brigade resume ' || :whole,
    'so do several that are paused go on');

-- The page.
select matches(brigade.dashboard(refresh => 60), 'http-equiv="refresh" content="60"', 'a page that renews itself');
select matches(brigade.dashboard(refresh => 1), 'http-equiv="refresh" content="5"',
    'not more often than each 5 seconds');
select unalike(brigade.dashboard(), '%http-equiv="refresh"%', 'nor without being asked to');

select * from finish();
rollback;
