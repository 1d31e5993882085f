create or replace function brigade.due_at(run bigint, stage text, kinds text[], blocked_until timestamptz)
returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
#variable_conflict use_column
declare
    free timestamptz;
    again timestamptz;
begin
    select j.waits_until into again from brigade.jobs j
    where j.run_id = due_at.run and j.stage = due_at.stage and j.state = 'ready'
      and j.waits_until is not null and j.kind = any (kinds)
    order by j.waits_until limit 1;
    -- The first job that nobody has tells when: only those in the hands of workers stand before it.
    select case when j.requests > 0 then greatest(j.run_after, due_at.blocked_until) else j.run_after end into free
    from brigade.jobs j
    where j.run_id = due_at.run and j.stage = due_at.stage and j.state = 'ready' and j.waits_until is null
      and j.worker is null and j.kind = any (kinds)
    order by j.id limit 1;
    if not found then
        select min(j.run_after) into free from brigade.jobs j
        where j.run_id = due_at.run and j.stage = due_at.stage and j.state = 'ready' and j.waits_until is null
          and j.kind = any (kinds);
    end if;
    if least(free, again) > clock_timestamp() + interval '6 hours' then
        return clock_timestamp(); -- of a clock that was ahead
    end if;
    return least(free, again);
end $$;
comment on function brigade.due_at(bigint, text, text[], timestamptz) is
$$When the first job of a stage may be claimed; null: none is waiting. Of jobs that wait, one is read.
blocked_until: when the credentials of the run may send requests again.$$;
