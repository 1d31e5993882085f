create or replace function brigade.tell_state() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_notify('brigade', jsonb_build_object('run', new.id, 'state', new.state, 'verdict', new.verdict)::text);
    insert into brigade.notices (run_id, state, verdict) values (new.id, new.state, new.verdict);
    return null;
end $$;
comment on function brigade.tell_state() is
$$Tells whoever listens (`listen brigade`) that a run has ended or pauses: {"run": 1, "state": "finished",
"verdict": "complete"}. Every role of the database may listen, therefore it says no more: the listener reads the rest
in brigade.progress, which shows him what is his. The webhook of the workers is told, too, by a row of
brigade.notices.$$;

create or replace trigger tell_state after update of state on brigade.runs
    for each row when (old.state is distinct from new.state
        and new.state in ('paused', 'finished', 'failed', 'cancelled'))
    execute function brigade.tell_state();
