create or replace function brigade.committed_or_held(run bigint, id bigint, attempt integer) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    job brigade.jobs;
begin
    -- The lock waits for a transaction that is still committing: afterwards the row tells the truth.
    select j.* into job from brigade.jobs j where j.run_id = committed_or_held.run
      and j.id = committed_or_held.id for no key update;
    return case
        when job.attempt is distinct from committed_or_held.attempt then 'lost'
        when job.state = 'ready' and job.worker is not null and job.run_after > clock_timestamp() then 'held'
        when job.state = 'ready' then 'lost'
        else 'committed' end;
end $$;
comment on function brigade.committed_or_held(bigint, bigint, integer) is
$$After a connection was lost at COMMIT: whether the transaction that finished this attempt of the job went through
(committed), did not (held: do it again), or the lease was lost meanwhile (lost: forget it)$$;
