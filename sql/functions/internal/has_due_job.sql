create or replace function brigade.has_due_job(run bigint, stage text, kinds text[]) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
declare
    moment timestamptz := clock_timestamp(); -- a variable, because no index is read by what changes within a statement
begin
    return exists (
            select from brigade.jobs j
            where j.run_id = has_due_job.run and j.stage = has_due_job.stage and j.state = 'ready'
              and j.waits_until is null and j.kind = any (kinds)
              and (j.run_after <= moment or j.run_after > moment + interval '6 hours')
            order by j.id limit 1)
        or exists (
            select from brigade.jobs j
            where j.run_id = has_due_job.run and j.stage = has_due_job.stage and j.state = 'ready'
              and j.waits_until <= moment and j.kind = any (kinds)
            order by j.waits_until limit 1)
        or exists (
            select from brigade.jobs j
            where j.run_id = has_due_job.run and j.stage = has_due_job.stage and j.state = 'ready'
              and j.waits_until > moment + interval '6 hours' and j.kind = any (kinds)
            order by j.waits_until limit 1);
end $$;
comment on function brigade.has_due_job(bigint, text, text[]) is
$$Whether a job of a stage could be claimed now, but for budgets. Jobs that wait are not read, and those in the hands of
workers are few.$$;
