create or replace function brigade.run_stages_note_state() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into brigade.events (run_id, subject, event, stage) values (new.run_id, 'stage', new.state, new.stage);
    return null;
end $$;
comment on function brigade.run_stages_note_state() is
$$Writes each change of a stage's state into brigade.events.$$;

create or replace trigger run_stages_note_state after update of state on brigade.run_stages
    for each row when (old.state is distinct from new.state) execute function brigade.run_stages_note_state();
