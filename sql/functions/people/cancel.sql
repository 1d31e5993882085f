create or replace function brigade.cancel(run bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.check_own(run);
    perform brigade.lock_family(run);
    perform brigade.run_command(run, array['queued', 'running', 'paused'], 'cancel');
    update brigade.runs i set state = 'cancelled', error = null, finished_at = clock_timestamp()
    where i.id = cancel.run;
    perform brigade.follow_parent(run);
    return 'cancelled';
end $$;
comment on function brigade.cancel(bigint) is
$$Ends an import, or all imports of a workspace, for good. What was brought over stays. Workers still write what they
have in hand.
Returns the new state.
Raises P0002 when there is no such import, 55000 when it has ended.$$;
