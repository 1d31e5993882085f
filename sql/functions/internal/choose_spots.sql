create or replace function forge.choose_spots(run bigint, server text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.comparisons (run_id, iid)
    select run, split_part(l.list, '/', 1)::bigint
    from brigade.lists l
    where l.run_id = run and l.thing = 'merge_request_notes' and l.is_whole and l.list ~ '^[0-9]{1,18}/comments$'
    on conflict (run_id, iid) do nothing;
    insert into brigade.comparisons (run_id, iid)
    select run, n.iid
    from (select r.iid, row_number() over (order by hashint8extended(r.iid, 2), r.iid) as n
          from forge.readings(run => run) r where r.proved) n
    where n.n <= 52 - (select e.agreed from forge.evidence(run => run, server => choose_spots.server) e
                       where e.property = 'pull_requests')
    on conflict (run_id, iid) do nothing;
$$;
comment on function forge.choose_spots(bigint, text) is
$$Writes into brigade.comparisons which merge requests a run reads both ways: those of the sample, which it has read,
and spot checks. These are chosen at random, by a hash of the number, among those whose comments are taken from the
stream, and are read with all that the stage reads. There are as many as make 52 with what imports of the last seven
days have compared: 52 without a difference leave at most 6 in 100.$$;
