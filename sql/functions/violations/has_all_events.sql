create or replace function brigade.has_all_events(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select e.subject = 'run' and e.event = 'queued'
    from brigade.events e where e.run_id = has_all_events.run order by e.id limit 1;
$$;
comment on function brigade.has_all_events(bigint) is
$$Whether brigade.events has everything that happened to an import, from its first event on; null: it has nothing.
Events are pruned from the first one on, and imports that are older than brigade.events have none. What happened to
those cannot be compared with what they are.$$;
