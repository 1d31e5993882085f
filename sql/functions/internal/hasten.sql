create or replace function brigade.hasten(run bigint, stage text, key text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    n_due bigint;
begin
    -- What is locked has been claimed by now, or another retry has it.
    with waiting as (
        select j.id from brigade.jobs j
        where j.run_id = hasten.run and j.state = 'ready' and j.waits_until > clock_timestamp()
          and (hasten.stage is null or j.stage = hasten.stage) and (hasten.key is null or j.key = hasten.key)
        order by j.id for no key update of j skip locked),
    due as (
        update brigade.jobs j
        set run_after = clock_timestamp(), uncounted = j.attempt, refused_by = null, first_error_at = null
        from waiting w where j.run_id = hasten.run and j.id = w.id
        returning j.stage, j.id, j.attempt),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs, attempts)
        select hasten.run, 'jobs', 'retried', d.stage, array_agg(d.id order by d.id),
               array_agg(d.attempt order by d.id)
        from due d group by d.stage)
    select count(*) into n_due from due;
    return n_due;
end $$;
comment on function brigade.hasten(bigint, text, text) is
$$Makes jobs due that wait for their next attempt, and their retry budget starts anew. brigade.retry calls this. Jobs
that are locked are skipped. Returns how many they are.$$;
