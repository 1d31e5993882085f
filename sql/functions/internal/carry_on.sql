create or replace function brigade.carry_on(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    update brigade.runs i
    set state = case when i.state in ('finished', 'failed') then 'running' else i.state end,
        verdict = null, finished_at = null, error = case when i.state = 'paused' then i.error end
    where i.id = carry_on.run;
    perform brigade.reopen(carry_on.run);
end $$;
comment on function brigade.carry_on(bigint) is
$$A run goes on, if it had ended, with the first stage that has something to do. brigade.retry calls this and holds the
locks.$$;
