create or replace function brigade.record_troubles(run bigint, troubles jsonb, worker text default null)
    returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    n_failed bigint;
begin
    with trouble as (
        select j.id, t.class, t.message, t.http_status, t.wait_ms, t.url as asked, t.refused_by,
               case when t.fate = 'retry' and o.succeed and j.first_error_at < clock_timestamp() - interval '4 minutes'
                        then 'failed'
                    when j.attempt - j.uncounted < s.max_attempts then t.fate
                    when t.fate = 'retry' then 'failed' when t.fate = 'refused' then 'spent' else t.fate end as fate,
               -- The back-off doubles up to 15 minutes, or to 40 seconds while other jobs of the run succeed. Chance
               -- makes it between half and one and a half of that.
               least(s.backoff * power(2, least(greatest(j.attempt - j.uncounted, 1), 20) - 1),
                     case when o.succeed then interval '40 seconds' else interval '15 minutes' end)
                   * (0.5 + random()) as backoff
        from jsonb_to_recordset(troubles)
             t(id bigint, fate text, class text, message text, http_status integer, wait_ms bigint,
                 url text, refused_by text)
        join brigade.jobs j on j.run_id = record_troubles.run and j.id = t.id
        join brigade.runs r on r.id = j.run_id
        join brigade.stages s on s.pipeline = r.pipeline and s.name = j.stage
        cross join lateral (
            -- Whether others were done since this one failed for the first time: then the fault is its own.
            select exists (
                select from brigade.meters m
                where m.run_id = j.run_id and m.minute >= date_trunc('minute', j.first_error_at) and m.jobs > 0)
                as succeed) o),
    marked as (
        update brigade.jobs j
        set state = case when t.fate = 'failed' then 'failed' else j.state end,
            uncounted = case t.fate when 'release' then j.uncounted + 1 when 'spent' then j.attempt
                else j.uncounted end,
            -- No worker has the job now, and the claim is over: whoever sends its end again, because a connection was
            -- lost, finds nothing to end.
            worker = case when t.fate = 'failed' then j.worker end,
            token = case when t.fate = 'failed' then j.token end,
            run_after = clock_timestamp() + case
                when t.fate in ('retry', 'refused')
                    then greatest(t.backoff, coalesce(t.wait_ms, 0) * interval '1 millisecond')
                else coalesce(t.wait_ms, 0) * interval '1 millisecond' end,
            refused_by = case when t.refused_by is null then j.refused_by else j.refused_by || t.refused_by end,
            last_error = coalesce(t.message, j.last_error),
            first_error_at = case when t.fate = 'release' then j.first_error_at
                                  else coalesce(j.first_error_at, clock_timestamp()) end
        from trouble t
        where j.run_id = record_troubles.run and j.id = t.id
        returning j.*, t.fate, t.class, t.http_status, t.asked),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs, attempts, worker, message)
        select m.run_id, 'jobs', case when m.fate in ('retry', 'refused') then 'again'
            when m.fate in ('release', 'spent') then 'released' else m.fate end,
               m.stage, array_agg(m.id order by m.id), array_agg(m.attempt order by m.id), record_troubles.worker,
               case when m.fate <> 'release' then m.last_error end
        from marked m group by 1, 3, 4, 8 order by min(m.id)),
    recorded as (
        insert into brigade.failures (run_id, stage, key, url, class, message, http_status, attempts, first_at,
            last_at)
        select m.run_id, m.stage, m.key, coalesce(m.link, m.url, m.asked), m.class,
               coalesce(m.last_error, 'no reason was given'),
               nullif(m.http_status, 0), m.attempt, m.first_error_at, clock_timestamp()
        from marked m where m.fate = 'failed'
        on conflict (run_id, stage, key) do update
        set class = excluded.class, message = excluded.message, http_status = excluded.http_status,
            attempts = excluded.attempts, last_at = excluded.last_at)
    select count(*) filter (where m.fate = 'failed') into n_failed from marked m;
    return n_failed;
end $$;
comment on function brigade.record_troubles(bigint, jsonb, text) is
$$Writes down what became of jobs that were not done. brigade.finish calls this.
retry: the job waits for the back-off, and fails when its retry budget is spent, or within five minutes while other
jobs of the run succeed. refused: the same, but the job is
given back in place of the failure, because PostgreSQL refuses it for a reason that is not in its rows, and
brigade.finish pauses the run. failed: the job fails and has a row
in brigade.failures. release: the job is given back, and the attempt does not count. refused_by: the credential that was
refused the job (403), which another one of the run tries.
Returns how many failed.$$;
