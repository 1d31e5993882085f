create or replace function brigade.pause(run bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.check_own(run);
    perform brigade.lock_family(run);
    perform brigade.run_command(run, array['queued', 'running'], 'pause');
    update brigade.runs i set state = 'paused', error = null where i.id = pause.run;
    perform brigade.follow_parent(run);
    return 'paused';
end $$;
comment on function brigade.pause(bigint) is
$$Pauses an import, or all imports of a workspace: no job of it is claimed any more. Workers still write what they
have in hand. brigade.resume goes on.
Returns the new state.
Raises P0002 when there is no such import, 55000 when it is neither queued nor running.$$;
