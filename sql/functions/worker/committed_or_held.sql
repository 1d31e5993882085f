create or replace function brigade.committed_or_held(run bigint, id bigint, attempt integer) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    job brigade.jobs;
begin
    -- The lock waits for a transaction that is still committing. After that, the row tells what became of it.
    select j.* into job from brigade.jobs j where j.run_id = committed_or_held.run
      and j.id = committed_or_held.id for no key update;
    return case
        when job.attempt is distinct from committed_or_held.attempt then 'lost'
        when job.state = 'ready' and job.worker is not null and job.run_after > clock_timestamp() then 'held'
        when job.state = 'ready' then 'lost'
        else 'committed' end;
end $$;
comment on function brigade.committed_or_held(bigint, bigint, integer) is
$$Tells what became of a transaction whose connection was lost at COMMIT.
Returns committed: it went through. held: it did not, so the worker does it again. lost: another worker has the job
meanwhile, so this one forgets it.
Locks the job, and so waits for a transaction that is still committing.$$;
