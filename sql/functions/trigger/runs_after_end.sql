create or replace function brigade.runs_after_end() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.purge_secrets();
    return null;
end $$;
comment on function brigade.runs_after_end() is
'An import has ended, however it came about: the secret that was sealed for it goes in the same transaction';

create or replace trigger runs_after_end after update of state on brigade.runs
    for each row when (old.finished_at is null and new.finished_at is not null)
    execute function brigade.runs_after_end();
