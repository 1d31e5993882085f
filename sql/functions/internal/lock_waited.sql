create or replace function brigade.lock_waited(
    run bigint, stage text, kinds text[], most integer, max_attempts integer, blocked boolean,
    credential text)
returns table (job bigint, cost smallint, is_spent boolean)
language plpgsql set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
#variable_conflict use_column
declare
    moment timestamptz := clock_timestamp(); -- a variable, because no index is read by what changes within a statement
begin
    return query
        select j.id, j.requests, j.attempt - j.uncounted >= lock_waited.max_attempts from brigade.jobs j
        where j.run_id = lock_waited.run and j.stage = lock_waited.stage and j.state = 'ready'
          and j.waits_until <= moment and j.kind = any (kinds) and (not blocked or j.requests = 0)
          and (j.refused_by is null or lock_waited.credential <> all (j.refused_by))
        order by j.waits_until limit most
        for no key update of j skip locked;
    -- What lies further ahead than anything waits was written by a clock that was ahead.
    if not found then
        return query
            select j.id, j.requests, j.attempt - j.uncounted >= lock_waited.max_attempts from brigade.jobs j
            where j.run_id = lock_waited.run and j.stage = lock_waited.stage and j.state = 'ready'
              and j.waits_until > moment + interval '6 hours' and j.kind = any (kinds)
              and (not blocked or j.requests = 0)
              and (j.refused_by is null or lock_waited.credential <> all (j.refused_by))
            order by j.waits_until limit most
            for no key update of j skip locked;
    end if;
end $$;
comment on function brigade.lock_waited(bigint, text, text[], integer, integer, boolean, text) is
$$Locks jobs of a stage whose back-off is over, those that have been due for longest first, and skips locked ones. Jobs
that still wait are not read, however many they are. brigade.claim_jobs calls this.$$;
