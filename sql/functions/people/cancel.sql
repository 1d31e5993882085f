create or replace function brigade.cancel(import bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.check_own(import);
    perform brigade.lock_family(import);
    perform brigade.import_command(import, array['queued', 'running', 'paused'], 'cancel');
    update brigade.imports i set state = 'cancelled', error = null, finished_at = clock_timestamp()
    where i.id = cancel.import;
    perform brigade.follow_parent(import);
    return 'cancelled';
end $$;
comment on function brigade.cancel(bigint) is
$$Ends an import, or all those of a workspace, for good; what was brought over stays. What workers have in hand is
still written. Returns the new state$$;
