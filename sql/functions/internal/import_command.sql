create or replace function brigade.import_command(import bigint, from_states text[], verb text) returns brigade.imports
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    found_import brigade.imports;
begin
    select i.* into found_import from brigade.imports i where i.id = import_command.import for no key update;
    if not found then
        raise exception using errcode = 'P0002',
            message = format('there is no import %s', coalesce(import::text, 'null')),
            hint = 'See: select id, source, state from brigade.imports.';
    end if;
    if found_import.state <> all (from_states) then
        raise exception using errcode = '55000',
            message = format('import %s is %s: %s is for imports that are %s', import, found_import.state, verb,
                             array_to_string(from_states, ' or '));
    end if;
    return found_import;
end $$;
comment on function brigade.import_command(bigint, text[], text) is
$$Locks an import for one of pause, resume, cancel; raises P0002 (no such import) and 55000 (not in a state that the
verb is for)$$;
