-- What is sealed: consumers and their tokens, secrets of requesters, leases, and when they are deleted.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- Keys.
select is((select count(*) from brigade.seal_keys), 0::bigint, 'there is no key at first');
select brigade.add_seal_key('00000000000000aa', repeat('aa', 32)) \g /dev/null
select brigade.add_seal_key('00000000000000bb', repeat('bb', 32)) \g /dev/null
select brigade.add_seal_key('00000000000000bb', repeat('bb', 32)) \g /dev/null
select is((select count(*) from brigade.seal_keys), 2::bigint, 'a key is added once');

-- A consumer.
select throws_ok($$ select brigade.add_credential('c', 'oauth') $$, '22023',
    'an oauth credential needs the key of its consumer, others have none', 'a consumer without key');
select throws_ok($$ select brigade.add_credential('c', 'access_token', consumer_key => 'k') $$, '22023', null,
    'a key without consumer');
select throws_ok($$ select brigade.add_credential('c', 'oauth', consumer_key => 'k k') $$, '22023',
    'this cannot be the key of an OAuth consumer', 'a key that is none');
select throws_ok($$ select brigade.add_credential('c', 'oauth', 'e@x', consumer_key => 'k') $$, '22023', null,
    'a consumer with e-mail');
select brigade.add_credential('c', 'oauth', consumer_key => 'k1') \g /dev/null
select results_eq($$ select kind, consumer_key, is_sealed, sealed, must_renew, is_leased, new_key_id
    from brigade.secret_of('c') $$,
    $$ values ('oauth', 'k1', true, null::text, true, false, '00000000000000bb') $$,
        'a consumer that never signed in must renew, with the newest key');
select is_empty($$ select from brigade.secret_of('nobody') $$, 'a credential that is not there');
select generation as g0 from brigade.secret_of('c') \gset

-- One renews at a time.
select ok(brigade.lease_renewal('c', :g0, 'w1'), 'the first gets the lease');
select ok(not brigade.lease_renewal('c', :g0, 'w2'), 'the second does not');
select ok((select is_leased and refusal is null from brigade.secret_of('c')), 'and sees that somebody renews');
select ok(not brigade.lease_renewal('c', :g0, 'w2/renewal', 'w2'), 'who has no lease hands none over');
select ok(brigade.lease_renewal('c', :g0, 'w1/renewal', 'w1'),
    'the first hands it over to the process that asks Bitbucket');
select ok(not brigade.lease_renewal('c', :g0, 'w1/renewal', 'w1'), 'to one alone');
select ok((select leased_until > clock_timestamp() + interval '2 minutes' from brigade.sealed_secrets
    where credential = 'c'), 'for longer than that takes');
select brigade.fail_renewal('c', :g0, 'w2', 'not mine', true, 5000) \g /dev/null
select is((select refusal from brigade.secret_of('c')), null, 'who has no lease reports nothing');
select brigade.fail_renewal('c', :g0, 'w1/renewal', 'it broke', false, 60000) \g /dev/null
select results_eq($$ select is_leased, refusal, refusal_is_final from brigade.secret_of('c') $$, $$
    values (true, 'it broke', false) $$, 'a failure is told to those who wait');
update brigade.sealed_secrets set leased_until = clock_timestamp() - interval '1 second';
select ok(brigade.lease_renewal('c', :g0, 'w2'), 'a lease that ran out is free');
select is((select refusal from brigade.secret_of('c')), null, 'and the old failure is forgotten');

-- The generation is the fence.
select ok(brigade.renew_secret('c', :g0, '00000000000000bb', 'beef', 7200000, 'account'), 'tokens are stored');
select results_eq(format($$ select sealed, generation, must_renew, is_leased, scopes from brigade.secret_of('c') $$),
    format($$ values ('beef', %s::bigint, false, false, 'account') $$, :g0 + 1), 'and are good');
select ok((select s.expires_at - s.sealed_at = interval '2 hours' and s.expires_at - s.renew_at = interval '5 minutes'
    from brigade.sealed_secrets s where credential = 'c'), 'they are renewed 5 minutes before they expire');
select ok(not brigade.renew_secret('c', :g0, '00000000000000aa', 'dead', 7200000),
    'who comes later with the same old token is not taken');
select ok(not brigade.lease_renewal('c', :g0, 'w3'), 'nor gets a lease for it');
select is((select sealed from brigade.secret_of('c')), 'beef', 'the tokens are those of the first');
select ok(brigade.renew_secret('c', :g0 + 1, '00000000000000bb', 'f00d', 10000), 'tokens with a short life');
select ok((select s.expires_at - s.renew_at = interval '1 second' from brigade.sealed_secrets s
    where credential = 'c'), 'are renewed when nine tenths of it are over');
select ok(brigade.renew_secret('c', null, '00000000000000aa', 'cafe', 7200000),
    'a person who signed in is taken whatever stands there');

-- 401.
select generation as g1 from brigade.secret_of('c') \gset
select ok(brigade.distrust_secret('c', :g1 - 1), 'tokens that were replaced since: again');
select ok(not (select must_renew from brigade.secret_of('c')), 'with the new ones');
select ok(brigade.distrust_secret('c', :g1), 'tokens that were refused: again');
select ok(brigade.distrust_secret('c', :g1), 'tokens that others saw refused too, before they are renewed: again');
select ok((select must_renew from brigade.secret_of('c')), 'when they are renewed');
select ok(brigade.renew_secret('c', :g1, '00000000000000aa', 'c0de', 7200000), 'they are');
select ok(not brigade.distrust_secret('c', :g1 + 1), 'refused again at once: that does not help');
update brigade.sealed_secrets set expires_at = clock_timestamp();
select ok(brigade.distrust_secret('c', :g1 + 1), 'unless they have expired');
update brigade.sealed_secrets set expires_at = clock_timestamp() + interval '1 hour',
    distrusted_at = clock_timestamp() - interval '2 minutes';
select ok(brigade.distrust_secret('c', :g1 + 1), 'or some time has passed');

-- The same consumer with a new secret keeps its tokens; another one does not.
select brigade.add_credential('c', 'oauth', consumer_key => 'k1') \g /dev/null
select is((select sealed from brigade.secret_of('c')), 'c0de', 'a new secret of the same consumer: the tokens stay');
select brigade.add_credential('c', 'oauth', consumer_key => 'k2') \g /dev/null
select ok((select sealed is null and generation > :g1 + 1 from brigade.secret_of('c')), 'another consumer: they go');
select brigade.add_credential('c', 'access_token') \g /dev/null
select ok((select not is_sealed from brigade.secret_of('c')), 'another kind: its secret is in a file');

-- Secrets of requesters.
select throws_ok($$ select brigade.seal_credential('s', 'oauth', null, '00000000000000aa', 'beef', now()) $$, '22023',
    null, 'a consumer cannot be sealed');
select throws_ok($$ select brigade.seal_credential('s', 'access_token', null, '00000000000000cc', 'beef', now()) $$,
    '22023', 'this was sealed with a key that is none of the workers''', 'a key that is none');
select throws_ok(format($$ select brigade.seal_credential('s', 'access_token', null, '00000000000000aa', %L, now()) $$,
    t), '22023', 'this is no sealed text', 'no sealed text, and it is not quoted')
from unnest(array['', 'ATCTT-in-the-clear', 'abc', repeat('ab', 40000)]) t;
select throws_ok($$ select brigade.seal_credential('s', 'api_token', null, '00000000000000aa', 'beef', now()) $$,
    '22023', null, 'an api_token without e-mail');
select throws_ok($$ select brigade.seal_credential('c', 'access_token', null, '00000000000000aa', 'beef', now()) $$,
    '55000', 'credential "c" is the operator''s: its secret is in a file',
    'the operator''s credential is not replaced');
select brigade.seal_credential('s', 'access_token', null, '00000000000000aa', 'beef', now() + interval '1 day', 500)
    \g /dev/null
select results_eq($$ select kind, is_sealed, key_id, sealed, purged_at from brigade.secret_of('s') $$, $$
    values ('access_token', true, '00000000000000aa', 'beef', null::timestamptz) $$, 'it is sealed');
create role brigade_test_other;
update brigade.credentials set created_by = 'brigade_test_other' where name = 's';
select throws_ok($$ select brigade.seal_credential('s', 'access_token', null, '00000000000000aa', 'dead', now()) $$,
    '55000', 'credential "s" belongs to another role', 'somebody else''s is not replaced');
update brigade.credentials set created_by = current_user where name = 's';

-- Deleted when its imports have ended.
create function pg_temp.sealed() returns text language sql as $$ select sealed from brigade.secret_of('s') $$;
create function pg_temp.seal() returns void language sql as
$$ select brigade.seal_credential('s', 'access_token', null, '00000000000000aa', 'beef', clock_timestamp()
    + interval '1 day') $$;
select is(brigade.purge_secrets(), 0::bigint, 'what was not used yet stays');
select t.new_import('acme/one', 's') as one \gset
select t.new_import('acme/two', 's') as two \gset
select brigade.cancel(:one) \g /dev/null
select is(pg_temp.sealed(), 'beef', 'an import that has not ended keeps it');
select is((select requested_by from brigade.secret_of('s', :two)), current_user::name,
    'the requester of an import is told');
select t.work() \g /dev/null
select is((select state from brigade.imports where id = :two), 'finished', 'the last import ends');
select ok(pg_temp.sealed() is null and (select purged_at is not null and is_sealed from brigade.secret_of('s')),
    'and the secret goes with it, in the same transaction');
select pg_temp.seal() \g /dev/null
select is(brigade.purge_secrets(), 0::bigint, 'sealed again for a later import: it stays');
select t.new_import('acme/three', 's') as three \gset
update brigade.imports set state = 'failed', finished_at = clock_timestamp() where id = :three;
select is(pg_temp.sealed(), 'beef', 'a failed import can be retried');
update brigade.imports set finished_at = finished_at - interval '8 days' where id = :three;
update brigade.sealed_secrets set sealed_at = sealed_at - interval '9 days';
select brigade.hello('w', 'h', 1, '0', '999') \g /dev/null
select is(pg_temp.sealed(), null, 'for 7 days; then a worker that starts deletes it');
select pg_temp.seal() \g /dev/null
select t.new_import('acme/four', 's') as four \gset
update brigade.imports set state = 'finished', verdict = 'incomplete', finished_at = clock_timestamp() where id = :four;
select is(pg_temp.sealed(), 'beef', 'an incomplete one likewise');
update brigade.sealed_secrets set expires_at = clock_timestamp();
select is(brigade.purge_secrets(), 1::bigint, 'what has expired goes at once');
select brigade.add_credential('c', 'oauth', consumer_key => 'k1') \g /dev/null
select ok(brigade.renew_secret('c', null, '00000000000000aa', 'cafe', 1), 'tokens');
select is(brigade.purge_secrets(), 0::bigint, 'of consumers are never deleted: they are the way to the next ones');
select brigade.cancel(id) from brigade.imports where credential = 's' and finished_at is null \g /dev/null
select brigade.remove_credential('s') \g /dev/null
select is_empty($$ select from brigade.sealed_secrets where credential = 's' $$,
    'a credential that is removed takes what is sealed along');

-- A refused row is printed whole: none of these rows can be refused for its content.
select is_empty($$ select conname from pg_constraint where conrelid = 'brigade.sealed_secrets'::regclass
    and contype = 'c' $$,
    'nothing checks the rows of what is sealed');

select * from finish();
rollback;
