create or replace function brigade.stop_import(import bigint, state text, error text) returns boolean
language sql set search_path = pg_catalog, pg_temp as $$
    with stopped as (
        update brigade.imports i
        set state = stop_import.state, error = stop_import.error,
            finished_at = case when stop_import.state = 'failed' then clock_timestamp() end
        where i.id = stop_import.import and i.state in ('queued', 'running')
            and stop_import.state in ('paused', 'failed')
        returning 1)
    select exists (select from stopped);
$$;
comment on function brigade.stop_import(bigint, text, text) is
$$A worker found that nothing of this import can go on: paused (a person can mend it, such as a refused credential)
or failed, with the sentence that says what to do. False when it had stopped already$$;
