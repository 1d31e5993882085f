create or replace function brigade.jobs_wait() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    update brigade.jobs j
    set waits_until = case when new.run_after > clock_timestamp() then new.run_after end
    where j.run_id = new.run_id and j.id = new.id;
    return null;
end $$;
comment on function brigade.jobs_wait() is
$$Marks a job that nobody has and that is not due yet, so that a claim does not read it. Claims and ends, which are
many, do not call this. A trigger before the update would lock each of their rows once more.$$;

create or replace trigger jobs_wait after update of run_after on brigade.jobs
for each row when (new.worker is null and new.state = 'ready') execute function brigade.jobs_wait();
