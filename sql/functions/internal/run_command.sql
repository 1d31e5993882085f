create or replace function brigade.run_command(run bigint, from_states text[], verb text) returns brigade.runs
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    found_import brigade.runs;
begin
    select i.* into found_import from brigade.runs i where i.id = run_command.run for no key update;
    if not found then
        raise exception using errcode = 'P0002',
            message = format('there is no import %s', coalesce(run::text, 'null')),
            hint = 'See: select id, source, state from brigade.imports.';
    end if;
    if found_import.state <> all (from_states) then
        raise exception using errcode = '55000',
            message = format('import %s is %s: %s is for imports that are %s', run, found_import.state, verb,
                             array_to_string(from_states, ' or '));
    end if;
    return found_import;
end $$;
comment on function brigade.run_command(bigint, text[], text) is
$$Locks an import for one of pause, resume, cancel; raises P0002 (no such import) and 55000 (not in a state that the
verb is for)$$;
