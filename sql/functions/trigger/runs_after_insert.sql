create or replace function brigade.runs_after_insert() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    insert into brigade.events (run_id, subject, event) values (new.id, 'run', new.state);
    insert into brigade.run_stages (run_id, pipeline, stage)
    select new.id, s.pipeline, s.name from brigade.stages s where s.pipeline = new.pipeline;
    perform brigade.advance(new.id);
    return null;
end $$;
comment on function brigade.runs_after_insert() is
$$Lays out the stages of a new run and opens the first.$$;

create or replace trigger runs_after_insert after insert on brigade.runs
    for each row execute function brigade.runs_after_insert();
