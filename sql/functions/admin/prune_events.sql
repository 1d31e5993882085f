create or replace function brigade.prune_events(older_than interval default '90 days', most bigint default 100000)
    returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
    with old as (
        select e.ctid as place
        from brigade.runs i
        join brigade.events e on e.run_id = i.id
        where i.finished_at < now() - older_than
        order by e.run_id, e.id limit most
        for update of e skip locked),
    pruned as (
        delete from brigade.events e using old where e.ctid = old.place returning 1)
    select count(*) from pruned;
$$;
comment on function brigade.prune_events(interval, bigint) is
$$Forgets the events of imports that ended longer ago than older_than, at most `most` of them in one call.
The end of every import calls it for the default age. Call it yourself for another one.
brigade.violations no longer compares an import with its events when the first of them is gone.
Returns how many events were forgotten.$$;
