create or replace function brigade.rehearse_work(schema text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    kinds text[] := array(
        select distinct k.kind from brigade.runs r
        cross join lateral (
            select j.kind from brigade.jobs j
            where j.run_id = r.id and j.stage = r.stage and j.state = 'ready' and j.waits_until is null
            order by j.id limit 100) k
        where r.state in ('queued', 'running'));
    batch record;
    claimed bigint;
begin
    begin
        select c.run_id, c.stage, c.token, count(*) as jobs,
               jsonb_agg(jsonb_build_object('id', c.job_id, 'fate', 'release')) as released into batch
        from brigade.claim(worker => 'rehearsal', kinds => kinds, default_budget => 1000, anonymous_budget => 1000,
            schema => rehearse_work.schema) c
        group by c.run_id, c.stage, c.token;
        claimed := coalesce(batch.jobs, 0);
        if claimed > 0 then
            perform brigade.finish('rehearsal', batch.run_id, batch.stage, batch.token, '{}', batch.released);
        end if;
        raise exception using errcode = 'BR004', message = 'nothing of a rehearsal stays';
    exception
        when sqlstate 'BR004' then null;
    end;
    return claimed;
end $$;
comment on function brigade.rehearse_work(text) is
$$Claims jobs and gives them back, as a worker does, and undoes both. `brigade doctor` learns from this what PostgreSQL
would refuse a worker.
schema: see brigade.check_worker. Returns how many jobs were claimed; 0: none is due.$$;
