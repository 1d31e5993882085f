create or replace function brigade.finish(
    worker text, run bigint, stage text, token uuid, ids bigint[],
    troubles jsonb default '[]', follow_ups jsonb default '[]', requests bigint default 0, size_bytes bigint default 0,
    stop_state text default null, stop_error text default null)
returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    n_held bigint := 0;
    n_done bigint := coalesce(cardinality(ids), 0);
    n_told bigint := n_done + jsonb_array_length(troubles);
    n_failed bigint := 0;
    n_enqueued bigint := 0;
    open_stage text := stage;
    knows record;
begin
    -- Deleting a run locks its row first and its jobs second. This locks in the same order, or the two would deadlock.
    perform from brigade.runs i where i.id = finish.run for key share;
    -- The fence. This claim must still hold every job, or all is rolled back. A database that went back gives numbers
    -- of jobs and of attempts a second time, and never the token of a claim.
    if n_done > 0 then
        -- brigade.retry may read a list again, and look again for what is gone: such jobs keep their payload.
        with ended as (
            update brigade.jobs j set state = 'done', last_error = null,
                payload = case when j.payload is not null and (j.requests > 0 or exists (
                    select from brigade.omissions o
                    where o.run_id = finish.run and o.stage = finish.stage and o.key = j.key and o.reason = 'gone'))
                    then j.payload end
            from unnest(ids) d(id)
            where j.run_id = finish.run and j.id = d.id and j.token = finish.token and j.state = 'ready'
            returning j.id, j.attempt)
        insert into brigade.events (run_id, subject, event, stage, jobs, attempts, worker)
        select finish.run, 'jobs', 'done', finish.stage, array_agg(e.id), array_agg(e.attempt), finish.worker
        from ended e having count(*) > 0
        returning cardinality(jobs) into n_held;
    end if;
    if troubles <> '[]' then
        select coalesce(n_held, 0) + count(*) into n_held from (
            select from brigade.jobs j
            join jsonb_to_recordset(troubles) t(id bigint) on t.id = j.id
            where j.run_id = finish.run and j.token = finish.token and j.state = 'ready'
            order by j.id for no key update of j) held;
    end if;
    if n_held is distinct from n_told then
        raise exception using errcode = 'BR001', message = format(
            '%s of %s jobs of run %s are no longer held by this worker', n_told - coalesce(n_held, 0), n_told, run);
    end if;
    if troubles <> '[]' then
        n_failed := brigade.record_troubles(finish.run, troubles, finish.worker);
        -- The last attempt of a job that PostgreSQL refuses is spent: a person must look.
        if stop_state is null and troubles @> '[{"fate": "refused"}]' and exists (
            select from jsonb_to_recordset(troubles) t(id bigint, fate text)
            join brigade.jobs j on j.run_id = finish.run and j.id = t.id
            where t.fate = 'refused' and j.uncounted = j.attempt) then
            stop_state := 'paused';
        end if;
    end if;
    if follow_ups <> '[]' then
        n_enqueued := brigade.enqueue(finish.run, finish.stage, follow_ups);
    end if;
    insert into brigade.meters as m (run_id, worker, minute, jobs, requests, size_bytes)
    values (finish.run, finish.worker, date_trunc('minute', clock_timestamp()), n_done + n_failed, finish.requests,
        finish.size_bytes)
    on conflict (run_id, worker, minute) do update set jobs = m.jobs + excluded.jobs,
        requests = m.requests + excluded.requests, size_bytes = m.size_bytes + excluded.size_bytes;
    update brigade.worker_sessions w set seen_at = clock_timestamp() where w.worker = finish.worker;

    -- The barrier. It comes last, so that its row is locked for the shortest time. At zero, the next stage opens.
    update brigade.run_stages s
    set pending = s.pending - n_done - n_failed + n_enqueued, done = s.done + n_done, failed = s.failed + n_failed,
        requests = s.requests + finish.requests
    from brigade.stages t
    where s.run_id = finish.run and s.stage = finish.stage and t.pipeline = s.pipeline and t.name = s.stage
    returning s.pending, t.sums_up, t.follows_children into knows;
    if stop_state is not null then
        perform brigade.stop_run(finish.run, stop_state, stop_error);
    end if;
    if knows.follows_children then
        perform brigade.follow_parent(finish.run);
    end if;
    if knows.sums_up then
        perform brigade.reopen(finish.run); -- where an earlier stage starts again, see brigade.start_again
    end if;
    if knows.sums_up or not coalesce(knows.pending > 0, false) then
        open_stage := brigade.advance(finish.run);
    end if;
    -- Lists and new stages tell more of what is to come. In between, what was sent is subtracted.
    if follow_ups <> '[]' or open_stage is distinct from finish.stage then
        perform brigade.look_ahead(finish.run);
    end if;
    return open_stage;
end $$;
comment on function brigade.finish(text, bigint, text, uuid, bigint[], jsonb, jsonb, bigint, bigint, text, text) is
$$Ends jobs of one stage, in the transaction that wrote their rows.
token: of the claim that gave the worker these jobs. ids: those that are done. troubles: the others, [{id, fate:
failed|retry|refused|release, class, message, http_status, wait_ms, url}]. follow_ups: jobs to enqueue, [{stage, kind,
key, url, link, requests, payload, page, pages}], of this stage where they name none. requests, size_bytes: for
brigade.meters. stop_state, stop_error: see brigade.stop_run; stop_error alone is for jobs that PostgreSQL refuses.
Returns the open stage; null when the run has ended.
Raises BR001 when that claim does not hold one of the jobs any more, BR002 when a link to a next page leads back.
Locks the run against deletion, jobs by ascending id, then the run's stages and the run.$$;
