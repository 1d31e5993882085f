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
$$Ends an import, or all imports of a workspace, for good. What was brought over stays. Workers still write what they
have in hand.
Returns the new state.
Raises P0002 when there is no such import, 55000 when it has ended.$$;
