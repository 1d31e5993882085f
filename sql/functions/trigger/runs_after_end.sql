create or replace function brigade.runs_after_end() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.purge_secrets();
    return null;
end $$;
comment on function brigade.runs_after_end() is
$$Deletes the secret that was sealed for a run, in the transaction in which the run ends, whatever ended it.$$;

create or replace trigger runs_after_end after update of state on brigade.runs
    for each row when (old.finished_at is null and new.finished_at is not null)
    execute function brigade.runs_after_end();
