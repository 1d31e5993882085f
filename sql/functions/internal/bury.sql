create or replace function brigade.bury(run bigint, stage text, jobs bigint[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    buried bigint;
begin
    -- A transaction that finishes jobs and stops the run holds this row and waits for the run, which the claim holds.
    -- Waiting for it here would be a deadlock. Therefore the jobs are left to the next claim when the row is locked.
    perform from brigade.run_stages s
    where s.run_id = bury.run and s.stage = bury.stage for no key update skip locked;
    if not found then
        return;
    end if;
    with dead as (
        update brigade.jobs j
        set state = 'failed', uncounted = 0,
            last_error = format('%s attempts ended without a word from the worker: it was killed or crashed%s',
                j.attempt - j.uncounted,
                                coalesce(', the last report was: ' || j.last_error, ''))
        where j.run_id = bury.run and j.id = any (bury.jobs) and j.state = 'ready'
        returning j.*),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs, attempts, message)
        select bury.run, 'jobs', 'failed', bury.stage, array_agg(d.id order by d.id),
               array_agg(d.attempt order by d.id),
               'the worker was killed or crashed, time after time'
        from dead d having count(*) > 0),
    recorded as (
        insert into brigade.failures (run_id, stage, key, url, class, message, attempts, first_at, last_at)
        select d.run_id, d.stage, d.key, coalesce(d.link, d.url), 'crash', d.last_error, d.attempt,
               coalesce(d.first_error_at, clock_timestamp()), clock_timestamp()
        from dead d
        on conflict (run_id, stage, key) do update
        set class = excluded.class, message = excluded.message, attempts = excluded.attempts,
            last_at = excluded.last_at, http_status = null)
    select count(*) into buried from dead;

    update brigade.run_stages s set pending = s.pending - buried, failed = s.failed + buried
    where s.run_id = bury.run and s.stage = bury.stage;
    perform brigade.advance(bury.run);
end $$;
comment on function brigade.bury(bigint, text, bigint[]) is
$$Turns jobs into failures of class crash, because their workers died at each attempt until the retry budget was spent.
brigade.claim_jobs calls this and holds the locks of the jobs and of the run.
It never waits for the row of the stage. When another transaction has that row, the next claim buries the jobs.$$;
