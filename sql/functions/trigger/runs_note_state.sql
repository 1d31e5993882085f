create or replace function brigade.runs_note_state() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into brigade.events (run_id, subject, event, stage, message)
    values (new.id, 'run', new.state, new.stage, coalesce(new.error, new.verdict));
    return null;
end $$;
comment on function brigade.runs_note_state() is
$$Writes each change of a run's state into brigade.events.$$;

create or replace trigger runs_note_state after update of state on brigade.runs
    for each row when (old.state is distinct from new.state) execute function brigade.runs_note_state();
