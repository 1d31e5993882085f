create or replace function brigade.jobs_wait() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    new.waits_until := case when new.run_after > clock_timestamp() then new.run_after end;
    return new;
end $$;
comment on function brigade.jobs_wait() is
$$Marks a job that nobody has and that is not due yet, so that a claim does not read it. Claims, which are many, do not
call this.$$;

create or replace trigger jobs_wait before update of run_after on brigade.jobs
for each row when (new.worker is null and new.state = 'ready') execute function brigade.jobs_wait();
