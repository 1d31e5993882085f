create or replace function brigade.stop_run(run bigint, state text, error text) returns boolean
language sql set search_path = pg_catalog, pg_temp as $$
    with stopped as (
        update brigade.runs i
        set state = stop_run.state, error = stop_run.error,
            finished_at = case when stop_run.state = 'failed' then clock_timestamp() end
        where i.id = stop_run.run and i.state in ('queued', 'running')
            and stop_run.state in ('paused', 'failed')
        returning 1)
    select exists (select from stopped);
$$;
comment on function brigade.stop_run(bigint, text, text) is
$$Stops a run because none of its jobs can go on.
state: paused, when a person can mend the cause, such as a refused credential; or failed. error: a sentence that says
what to do.
Returns false when the run had stopped already.$$;
