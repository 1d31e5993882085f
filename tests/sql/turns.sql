-- Many live runs: a claim tries a part of a list that is kept for a while, and nothing of it is passed over for ever.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create temp table runs as select t.new_import('acme/r' || n) as id, n from generate_series(1, 30) n;
select count(t.at_stage(id, 'issues', 3)) from runs \g /dev/null

create function pg_temp.claim_all() returns bigint language plpgsql as $$
declare
    claimed bigint := 0;
    found_none integer := 0;
    got text[];
begin
    while found_none < 5 loop
        got := t.claim();
        claimed := claimed + cardinality(got);
        found_none := case when got = '{}' then found_none + 1 else 0 end;
        if got = '{}' then
            update brigade.turns set good_for = '0'; -- time passes
        end if;
    end loop;
    return claimed;
end $$;
select is((select wait_ms::bigint from brigade.next_due(t.kinds())), 0::bigint,
    'before the first list of many runs is made, a worker claims at once');
select is(pg_temp.claim_all(), 90::bigint, 'every job of every run is had');
select is((select count(distinct run_id) from brigade.events where event = 'claimed'), 30::bigint, 'runs take turns');
select is((select runs from brigade.turns), '{}', 'the list holds no run whose jobs are all in hand');
select is((select unfinished from brigade.next_due(t.kinds())), true, 'but they are under way');

-- Jobs that wait are in an index of their own.
select t.finish(r.id, '{k1,k2}', jsonb_build_array(t.trouble(r.id, 'k3', 'release', wait_ms => 600000)))
from runs r where r.n <= 10 \g /dev/null
select is((select count(*) from brigade.jobs where waits_until is not null), 10::bigint, 'what must wait is marked');
select is(pg_temp.claim_all(), 0::bigint, 'and not claimed');
select t.leases_end(r.id) from runs r where r.n = 7 \g /dev/null
select is((select count(*) from brigade.jobs where waits_until is not null), 9::bigint,
    'what is due again is not marked');
select is(pg_temp.claim_all(), 1::bigint, 'and claimed');
update brigade.jobs j set run_after = clock_timestamp() + interval '1 day', worker = null
from runs r where r.n = 8 and j.run_id = r.id and j.state = 'ready';
select is(pg_temp.claim_all(), 1::bigint, 'a time further ahead than anything waits counts as past');
update brigade.jobs j set waits_until = clock_timestamp() - interval '1 second', run_after = clock_timestamp()
    - interval '1 second'
from runs r where r.n = 9 and j.run_id = r.id and j.state = 'ready';
select is(pg_temp.claim_all(), 1::bigint, 'a wait that is over is found by its time');

select * from finish();
rollback;
