-- One governor per credential: never more than N requests in any rolling hour, shared by all workers.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- Booked requests become older.
create function pg_temp.time_passes(minutes integer) returns void language sql as $$
    update brigade.request_counts set minute = minute - make_interval(mins => 100000); -- clear of one another
    update brigade.request_counts set minute = minute + make_interval(mins => 100000 - minutes);
    update brigade.budgets set used_up_until = used_up_until - make_interval(mins => minutes),
        server_wait_until = server_wait_until - make_interval(mins => minutes);
$$;
create function pg_temp.booked(credential text) returns bigint language sql as
$$ select coalesce(sum(requests), 0) from brigade.request_counts c where c.identity = booked.credential $$;

select is(brigade.book_requests('a', 100, 30), 30::bigint, 'requests are granted');
select is(brigade.book_requests('a', 100, 30), 30::bigint, 'and granted');
select is(brigade.book_requests('a', 100, 60), 40::bigint, 'up to what is left');
select is(brigade.book_requests('a', 100, 1), 0::bigint, 'then no more');
select ok((select blocked_until between clock_timestamp() + interval '60 minutes' and clock_timestamp()
    + interval '61 minutes'
    from brigade.budgets where identity = 'a'), 'until the oldest are surely an hour old');
select is((select blocked_reason from brigade.budgets where identity = 'a'), 'its 100 requests in an hour are used',
    'the reason is written down');
select is(brigade.book_requests('b', 100, 70), 70::bigint, 'another credential has a budget of its own');
select is(brigade.book_requests('', 57, 100), 57::bigint, 'and so has the anonymous one');
select is(brigade.book_requests('a', 100, 0), 0::bigint, 'booking nothing books nothing');

select pg_temp.time_passes(60) \g /dev/null
select is(brigade.book_requests('a', 100, 1), 0::bigint,
    'after 60 minutes the last second of a booked minute may not be an hour old');
select pg_temp.time_passes(1) \g /dev/null
select is(brigade.book_requests('a', 100, 100), 100::bigint, 'after 61 minutes it surely is');
select ok((select blocked_until is null and blocked_reason is null from brigade.budgets where identity = 'a'),
    'then nothing is blocked');

-- A day of greedy workers: in no rolling hour more than the limit, to the minute.
select count(brigade.book_requests('day', 60, 7)) from generate_series(1, 3) \g /dev/null
do $$ begin
    for n in 1 .. 300 loop
        perform pg_temp.time_passes(1 + n % 7);
        perform brigade.book_requests('day', 60, 1 + n % 13);
    end loop;
end $$;
select is_empty($$ select c.minute from brigade.request_counts c
    where c.identity = 'day' and 60 < (select sum(o.requests) from brigade.request_counts o
        where o.identity = 'day' and o.minute > c.minute - interval '61 minutes' and o.minute <= c.minute) $$,
    'no rolling hour ever holds more than the limit');
select ok(pg_temp.booked('day') > 60 * 15, 'and the budget is used: hour after hour');

-- Requests that were booked and not sent.
select brigade.book_requests('r', 100, 100) \g /dev/null
select brigade.return_requests('r', 25) \g /dev/null
select is(pg_temp.booked('r'), 75::bigint, 'requests not sent are given back');
select is(brigade.book_requests('r', 100, 100), 25::bigint, 'and can be booked again');
select brigade.return_requests('r', 1000) \g /dev/null
select is(pg_temp.booked('r'), 0::bigint, 'never more than were booked');
select brigade.return_requests('r', 0) \g /dev/null
select brigade.return_requests('r', -5) \g /dev/null
select brigade.return_requests('nobody', 5) \g /dev/null
select is(pg_temp.booked('r'), 0::bigint, 'nothing and less than nothing is not given back');
select brigade.book_requests('r', 100, 100) \g /dev/null
select brigade.book_requests('r', 100, 1) \g /dev/null
select brigade.return_requests('r', 10) \g /dev/null
select ok((select blocked_until is null or blocked_until <= clock_timestamp() from brigade.budgets
    where identity = 'r'),
    'requests given back after the budget was used up can be claimed at once');

-- The claim: jobs cost what they say.
insert into brigade.credentials (name, kind, requests_per_hour) values ('small', 'access_token', 10),
    ('setting', 'access_token', null);
select t.new_import('acme/small', 'small', 5) as small \gset
select t.at_stage(:small, 'issues', 40, 3) \g /dev/null
select is(t.claim(), '{k1,k2,k3}', 'as many jobs are claimed as the budget pays for, whole');
select is(pg_temp.booked('small'), 9::bigint, 'what no job could use is given back');
select is((select array_agg(attempt) from brigade.jobs where run_id = :small and key in ('k4', 'k5')), '{0,0}',
    'the others are not counted');
select is(t.claim(), '{}', 'no job is claimed that cannot be paid');
select is(pg_temp.booked('small'), 9::bigint, 'and nothing is booked');
select ok((select wait_ms > 1000 from brigade.next_due(t.kinds())), 'next_due waits until the next job can be paid');

select t.new_import('acme/setting', 'setting', 4) as setting \gset
select t.at_stage(:setting, 'issues', 100, 1) \g /dev/null
select is((select count(*) from brigade.claim('w1', t.kinds(), 7, 3)), 7::bigint,
    'a credential without a budget of its own has that of the workers'' settings');
select is((select count(*) from brigade.claim('w1', t.kinds(), 7, 3)), 0::bigint, 'no more');
select t.new_import('acme/anonymous', priority => 3) as anonymous \gset
select t.at_stage(:anonymous, 'issues', 100, 1) \g /dev/null
select is((select count(*) from brigade.claim('w1', t.kinds(), 7, 3)), 3::bigint,
    'without a credential it is the anonymous budget');
select is((select count(*) from brigade.claim('w1', t.kinds(), 7, 3)), 0::bigint, 'no more either');

-- Jobs that need no request go on.
select t.new_import('acme/free', 'setting', 6) as free \gset
select t.at_stage(:free, 'issues', 8, 1) \g /dev/null
update brigade.jobs set requests = 0 where run_id = :free and key in ('k3', 'k6');
select is((select array_agg(key) from brigade.claim('w1', t.kinds(), 7, 3)), '{k3,k6}',
    'while the credential is blocked, jobs without requests are claimed');
select is((select count(*) from brigade.claim('w1', t.kinds(), 7, 3)), 0::bigint, 'and only those');

-- Bitbucket said wait.
select brigade.book_requests('w', 100, 1) \g /dev/null
select brigade.block_credential('w', 90000, 'Bitbucket answered 429') \g /dev/null
select ok((select blocked_until between clock_timestamp() + interval '80 seconds' and clock_timestamp()
    + interval '91 seconds'
    from brigade.budgets where identity = 'w'), 'a credential is blocked as long as Bitbucket says');
select brigade.block_credential('w', 1000, 'shorter') \g /dev/null
select is((select blocked_reason from brigade.budgets where identity = 'w'), 'Bitbucket answered 429',
    'a shorter wait does not undercut a longer one');
select brigade.block_credential('w', 999999999, 'longer') \g /dev/null
select ok((select blocked_until <= clock_timestamp() + interval '1 hour' and blocked_reason = 'longer'
    from brigade.budgets where identity = 'w'),
    'an hour is the most');
-- A claim that had looked before the others were told to wait.
select is(brigade.book_requests('w', 100, 1), 0::bigint, 'nothing is booked while Bitbucket said wait');
select ok((select blocked_until > clock_timestamp() from brigade.budgets where identity = 'w'),
    'and the wait is not forgotten');
delete from brigade.budgets where identity = '';
delete from brigade.request_counts where identity = '';
select brigade.book_requests('', 57, 1) \g /dev/null
select brigade.block_credential(null, 60000, 'anonymous wait') \g /dev/null
select is((select blocked_reason from brigade.budgets where identity = ''), 'anonymous wait',
    'null is the anonymous credential');
select t.new_import('acme/waiting', 'small', 9) as waiting \gset
select brigade.block_credential('small', 60000, 'Bitbucket answered 429') \g /dev/null
select is((select count(*) from brigade.claim('w1', '{project}', 950, 57)), 0::bigint,
    'nobody claims while the credential is blocked');
select ok((select wait_ms >= 50000 from brigade.next_due('{project}')), 'next_due tells until when');
select is((select count(*) from brigade.jobs where run_id = :waiting and attempt > 0), 0::bigint,
    'and no attempt is spent by waiting');

-- Whom Bitbucket takes a credential for: two tokens of one account share its budget.
insert into brigade.credentials (name, kind, email) values ('one', 'api_token', 'Ann@example.org'),
    ('two', 'api_token', 'ann@example.org');
select is(brigade.book_requests('one', 100, 70), 70::bigint, 'one token of an account');
select is(brigade.book_requests('two', 100, 70), 30::bigint, 'another one has what it left');
select brigade.return_requests('two', 30) \g /dev/null
select is(brigade.book_requests('one', 100, 70), 30::bigint, 'and gives back what it did not send');
select results_eq($$ select credential, used, identity from brigade.rate_limits where identity like 'account %' $$,
    $$ values ('one', 100::bigint, 'account ann@example.org'), ('two', 100, 'account ann@example.org') $$,
    'each shows the budget that it shares');
select is(brigade.hourly_budget('{one,two,setting}', 950), 100 + 7, 'and an estimate counts it once');
-- An e-mail is whatever was written: a requester's token spends no budget but those of that requester's tokens.
create role g_eve;
insert into brigade.credentials (name, kind, email, created_by)
values ('g_eve/three', 'api_token', 'ann@example.org', 'g_eve'),
    ('g_eve/four', 'api_token', 'ANN@example.org', 'g_eve');
select is(brigade.book_requests('g_eve/three', 100, 70), 70::bigint, 'a requester names the e-mail of another one');
select is(brigade.book_requests('g_eve/four', 100, 70), 30::bigint, 'tokens of one requester share a budget');
select is((select used from brigade.rate_limits where credential = 'one'), 100::bigint,
    'the account that was named spends nothing');
update brigade.credentials set email = 'bob@example.org' where name = 'two';
select is(brigade.identity_of('two'), 'account bob@example.org', 'another e-mail is another account');
select throws_ok($$ select brigade.hourly_budget('{nobody}') $$, '22023', 'there is no credential "nobody"',
    'an estimate with a credential that is none');

-- What answers say of the limit counts for all workers.
select is(brigade.hourly_limit(null, 950, 2500, null), 2375, '95 of 100 that an answer announces');
select is(brigade.hourly_limit(200, 950, 2500, null), 200, 'never more than the credential''s own limit');
select is(brigade.hourly_limit(2000, 950, 1000, null), 950, 'nor more than is announced');
select is(brigade.hourly_limit(null, 950, 1000000, null), 9500, 'never more than the greatest there is');
select is(brigade.hourly_limit(null, 950, 60, '15 minutes'), 228, 'whatever the window');
select is(brigade.hourly_limit(null, 950, null, null), 950, 'without a word the setting');
select is(brigade.book_requests('said', 950, 10), 10::bigint, 'booked');
select brigade.note_limits('said', 40, 20, false, 12, 5000) \g /dev/null
select is(brigade.book_requests('said', 950, 10), 10::bigint, 'what is left is divided');
select brigade.note_limits('said', 40, 20, false, 12, 5000) \g /dev/null
select is(brigade.book_requests('said', 950, 10), 2::bigint,
    'an answer that does not know what others have booked gives nobody more');
select is(brigade.book_requests('said', 950, 10), 0::bigint, 'then no more');
select ok((select blocked_until between clock_timestamp() + interval '4 seconds' and clock_timestamp()
    + interval '7 seconds' from brigade.budgets where identity = 'said'), 'until the window ends');
update brigade.budgets set remaining_until = clock_timestamp() - interval '1 second' where identity = 'said';
select is(brigade.book_requests('said', 950, 100), 38::bigint, 'the next window holds what was announced');
select brigade.note_limits('said', null, null, null, null, null) \g /dev/null
select is((select announced_limit from brigade.budgets where identity = 'said'), 40, 'no word changes nothing');
select brigade.note_limits('near', 1200, null, true, null, null) \g /dev/null
select is_empty($$ select from brigade.budgets where identity = 'near' $$, 'of what was never booked, nothing');
select is(brigade.book_requests('near', 1200, 100), 100::bigint, 'before the limit is near');
select pg_temp.time_passes(2) \g /dev/null
select brigade.note_limits('near', 1200, null, true, null, null) \g /dev/null
select is(brigade.book_requests('near', 1200, 100), 10::bigint, 'near it, half of the even pace is kept to');
select is(brigade.book_requests('near', 1200, 100), 0::bigint, 'minute by minute');
select brigade.note_limits('near', 1200, null, false, null, null) \g /dev/null
select is(brigade.book_requests('near', 1200, 100), 100::bigint, 'until an answer says otherwise');

-- What one credential was refused, another one of the run tries.
update brigade.runs set state = 'cancelled', finished_at = now() where state in ('queued', 'running');
delete from brigade.budgets;
delete from brigade.request_counts;
insert into brigade.credentials (name, kind) values ('first', 'access_token'), ('last', 'access_token');
insert into brigade.imports (source, credential, credentials) values ('acme/two', 'first', '{last}')
    returning id as two \gset
select t.at_stage(:two, 'users', 1, 1) \g /dev/null
select id as job from brigade.jobs where run_id = :two \gset
select is(brigade.others_may_try(:two, :job, 'first'), true, 'there is another one');
update brigade.jobs set refused_by = '{first}' where id = :job;
select is(brigade.others_may_try(:two, :job, 'last'), false, 'and then none');
select is((select array_agg(credential) from brigade.claim('w1', t.kinds(), 950, 57)), '{last}',
    'it is claimed with the one that was not refused');
select t.leases_end(:two) \g /dev/null
update brigade.jobs set refused_by = '{first,last}', worker = null where id = :job;
select is(t.claim(), '{}', 'and with none of those that were');

select * from finish();
rollback;
