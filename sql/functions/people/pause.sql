create or replace function brigade.pause(import bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.check_own(import);
    perform brigade.lock_family(import);
    perform brigade.import_command(import, array['queued', 'running'], 'pause');
    update brigade.imports i set state = 'paused', error = null where i.id = pause.import;
    perform brigade.follow_parent(import);
    return 'paused';
end $$;
comment on function brigade.pause(bigint) is
$$No job of the import, or of a workspace's imports, is claimed any more; what workers have in hand is still
written. brigade.resume goes on. Returns the new state$$;
