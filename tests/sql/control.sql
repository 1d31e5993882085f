-- pause, resume, cancel: what they change, and what they say when they cannot.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

create function pg_temp.state_of(import bigint) returns text language sql as
$$ select i.state || coalesce(' ' || i.error, '') from brigade.imports i where i.id = import $$;

select t.new_import() as import \gset
select is(brigade.pause(:import), 'paused', 'a queued import can be paused');
select is(pg_temp.state_of(:import), 'paused', 'and is');
select is(brigade.resume(:import), 'queued', 'it goes back to where it was: queued');
select t.at_stage(:import, 'issues', 20) \g /dev/null
select t.claim() \g /dev/null
select is(brigade.pause(:import), 'paused', 'a running import can be paused');
select is(t.finish(:import, '{k1,k2}'), 'issues', 'what workers have in hand is still written');
select is((select done from brigade.run_stages where run_id = :import and stage = 'issues'), 2::bigint,
    'and counted');
select is(t.finish(:import, '{k3}', follow_ups => '[{"kind": "item", "key": "new"}]'), 'issues',
    'with what follows from it');
select is(t.claim(), '{}', 'no job is claimed');
select throws_ok(format('select brigade.pause(%s)', :import), '55000',
    'import ' || :import || ' is paused: pause is for imports that are queued or running',
    'a paused import cannot be paused');
select is(brigade.resume(:import), 'running', 'it goes back to where it was: running');
select throws_ok(format('select brigade.resume(%s)', :import), '55000',
    'import ' || :import || ' is running: resume is for imports that are paused', 'a running import cannot be resumed');
select ok(cardinality(t.claim()) > 0, 'jobs are claimed again');

-- Paused by a worker: the reason goes when a person resumes.
select t.finish(:import, '{k4}', stop_state => 'paused', stop_error => 'Bitbucket refused the credential.') \g /dev/null
select is(pg_temp.state_of(:import), 'paused Bitbucket refused the credential.', 'a worker pauses with a reason');
select brigade.resume(:import) \g /dev/null
select is(pg_temp.state_of(:import), 'running', 'resume clears it');

-- A paused import whose last job is finished goes on to its end only after resume, unless nothing is left.
select t.new_import('acme/last', priority => 1) as last \gset
select t.at_stage(:last, 'issues', 1) \g /dev/null
select t.claim() \g /dev/null
select brigade.pause(:last) \g /dev/null
select is(t.finish(:last, '{k1}'), 'finish', 'the next stage may open while the import is paused');
select is_empty(format('select key from brigade.claim(''w1'', t.kinds(), 950, 57) where run_id = %s', :last),
    'but nothing of it begins');
select is(pg_temp.state_of(:last), 'paused', 'and it stays paused');

select is(brigade.cancel(:last), 'cancelled', 'a paused import can be cancelled');
select ok((select finished_at is not null and verdict is null from brigade.imports where id = :last),
    'it has an end and no verdict');
select is(brigade.cancel(:import), 'cancelled', 'a running import can be cancelled');
select is(t.finish(:import, '{k5}'), 'issues', 'what workers have in hand is still written after a cancel');
select t.new_import('acme/queued') as queued \gset
select is(brigade.cancel(:queued), 'cancelled', 'a queued import can be cancelled');
select throws_ok(format('select brigade.%s(%s)', verb, :queued), '55000',
    format('import %s is cancelled: %s is for imports that are %s', :queued, verb, states),
    format('a cancelled import takes no %s', verb))
from (values ('pause', 'queued or running'), ('resume', 'paused'), ('cancel', 'queued or running or paused')) c(verb,
    states);
select is(brigade.advance(:queued), 'repository', 'nothing moves a cancelled import');
select is(pg_temp.state_of(:queued), 'cancelled', 'it stays cancelled');

select t.new_import('acme/ended', priority => 5) as ended \gset
select t.work() \g /dev/null
select is(pg_temp.state_of(:ended), 'finished', 'an import ends');
select throws_ok(format('select brigade.%s(%s)', verb, :ended), '55000', null,
    format('a finished import takes no %s', verb))
from unnest(array['pause', 'resume', 'cancel']) verb;

select throws_ok(format('select brigade.%s(4711)', verb), 'P0002', 'there is no run 4711',
    format('%s of no import says so', verb))
from unnest(array['pause', 'resume', 'cancel']) verb;
select throws_ok(format('select brigade.%s(null)', verb), 'P0002', 'there is no run null',
    format('%s of null says so', verb))
from unnest(array['pause', 'resume', 'cancel']) verb;

-- The ends of an import are constraints, whoever writes.
select throws_ok(format('update brigade.imports set state = ''finished'' where id = %s', :queued), '23514', null,
    'no import is finished without a verdict');
select throws_ok(format('update brigade.imports set state = ''running'' where id = %s', :ended), '23514', null,
    'no running import has an end');
select throws_ok(format('update brigade.run_stages set pending = -1 where run_id = %s and stage = ''issues''',
    :ended), '23514', null,
    'no stage has fewer than no jobs left');
select throws_ok(format('update brigade.run_stages set state = ''open'' where run_id = %s and stage '
    '<> ''issues''', :ended), '23505', null,
    'no import has two open stages');

select * from finish();
rollback;
