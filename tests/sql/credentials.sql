-- Credentials are names: adding, replacing, removing one; and brigade.import, which is the insert as a function.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create function pg_temp.listed() returns text language sql as $$
    select string_agg(format('%s %s %s %s', name, kind, coalesce(email, '-'), coalesce(requests_per_hour::text, '-')),
        ', ' order by name) from brigade.credentials
$$;

select brigade.add_credential('acme', 'api_token', 'me@acme.example') \g /dev/null
select brigade.add_credential('repo.token_1', 'access_token', requests_per_hour => 500) \g /dev/null
select is(pg_temp.listed(), 'acme api_token me@acme.example -, repo.token_1 access_token - 500',
    'credentials are added');
select brigade.add_credential('acme', 'access_token') \g /dev/null
select is(pg_temp.listed(), 'acme access_token - -, repo.token_1 access_token - 500', 'and replaced');
select is((select created_by::text from brigade.credentials where name = 'acme'), current_user::text,
    'who added it is known');

select throws_ok(format('select brigade.add_credential(%L, ''access_token'')', name), '22023',
    format('"%s" cannot be the name of a credential', name), format('the name "%s" is refused', name))
from unnest(array['', 'a.key', '../acme', 'a/b', '.a', '-a', 'a b', repeat('x', 64)]) name;
select throws_ok($$ select brigade.add_credential(null, 'access_token') $$, '22023', null, 'no name is refused');
select throws_ok($$ select brigade.add_credential('a', 'app_password', 'e') $$, '22023',
    'app passwords no longer exist at Bitbucket since 2026-07-28',
    'app passwords are refused with the sentence that says so');
select throws_ok($$ select brigade.add_credential('a', 'api_token') $$, '22023',
    'an api_token needs the e-mail of its account, other kinds have none', 'an api_token without e-mail');
select throws_ok($$ select brigade.add_credential('a', 'access_token', 'e') $$, '22023', null,
    'an access_token with e-mail');
select throws_ok($$ select brigade.add_credential('a', 'access_token', requests_per_hour => 1) $$, '22023',
    'requests_per_hour must be at least 2: a job may need two requests at once', 'a budget that pays no job');

-- brigade.import is the insert.
select brigade.import('acme/widgets', credential => 'acme', priority => 3) as import \gset
select results_eq(format('select source, credential, priority, state from brigade.imports where id = %s', :import),
    $$ values ('acme/widgets', 'acme', 3, 'queued') $$, 'import gives the number of the row that it inserted');
select throws_ok($$ select brigade.import('acme/..') $$, '22023', null, 'import refuses what the insert refuses');
select throws_ok($$ select brigade.import('acme/widgets', credential => 'nobody') $$, '23503',
    'there is no credential "nobody"', 'with the same sentences');

-- Removal.
select throws_ok($$ select brigade.remove_credential('nobody') $$, 'P0002', 'there is no credential "nobody"',
    'remove: a credential that is not there');
select throws_ok($$ select brigade.remove_credential('acme') $$, '55000',
    format('credential "acme" is in use by imports that have not ended: %s', :import), 'remove: one that is in use');
select brigade.pause(:import) \g /dev/null
select t.new_import('acme/ended', 'repo.token_1', 9) as ended \gset
select t.work() \g /dev/null
select is((select state from brigade.imports where id = :ended), 'finished', 'an import ends');
select brigade.remove_credential('repo.token_1') \g /dev/null
select is((select string_agg(name, ' ') from brigade.credentials), 'acme',
    'remove: imports that have ended do not keep a credential');
select results_eq(format('select state, credential from brigade.imports where id = %s',
    :ended), $$ values ('finished', null::text) $$, 'and stay as they were, without it');
select ok((select sum(requests) > 0 from brigade.request_counts where identity = 'repo.token_1'),
    'what was requested in the last hour is remembered');
select brigade.cancel(:import) \g /dev/null
select brigade.remove_credential('acme') \g /dev/null
select is(pg_temp.listed(), null, 'after a cancel it can be removed');

select * from finish();
rollback;
