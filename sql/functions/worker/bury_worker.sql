create or replace function brigade.bury_worker(worker text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    n_due bigint;
begin
    -- What its backend is still committing is locked. Its lease tells.
    with held as (
        select j.run_id, j.id
        from brigade.worker_sessions w
        join brigade.jobs j on j.run_id = w.run_id and j.stage = w.stage and j.state = 'ready' and j.worker = w.worker
            and j.waits_until is null
        where w.worker = bury_worker.worker
        order by j.id for no key update of j skip locked),
    due as (
        update brigade.jobs j set run_after = clock_timestamp()
        from held h where j.run_id = h.run_id and j.id = h.id and j.run_after > clock_timestamp()
        returning 1)
    select count(*) into n_due from due;
    update brigade.worker_sessions w
    set stopped_at = clock_timestamp(), is_lost = true, run_id = null, stage = null, doing = null
    where w.worker = bury_worker.worker and w.stopped_at is null;
    return n_due;
end $$;
comment on function brigade.bury_worker(text) is
$$Gives back at once what a worker had in hand whose process is gone. Another worker of its host calls this.
The jobs still name that worker, so each is claimed alone, because it may be what killed it. Returns how many they are.
Locks jobs by ascending id and skips those that are locked.$$;
