create or replace function brigade.start_over(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    perform from brigade.pages p where p.run_id = start_over.run order by p.thing, p.list, p.page for update;
    perform from brigade.jobs j where j.run_id = start_over.run order by j.id for no key update;
    perform from brigade.run_command(start_over.run, array['queued', 'running', 'paused', 'finished', 'failed'],
        'starting over');
    perform brigade.begin_again(start_over.run, is_ended => true);
    update brigade.runs r
    set state = case when r.state in ('finished', 'failed') then 'running' else r.state end, verdict = null,
        finished_at = null, looked_again = false, error = case when r.state = 'paused' then r.error end
    where r.id = start_over.run;
    perform brigade.advance(start_over.run);
end $$;
comment on function brigade.start_over(bigint) is
$$Has a run begin again with its first stage. The rows that it brought stay and are found again.
Locks pages, then jobs by ascending id, then the run's rows.$$;
