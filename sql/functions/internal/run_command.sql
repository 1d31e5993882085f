create or replace function brigade.run_command(run bigint, from_states text[], verb text) returns brigade.runs
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    found_run brigade.runs;
begin
    select i.* into found_run from brigade.runs i where i.id = run_command.run for no key update;
    if not found then
        raise exception using errcode = 'P0002',
            message = format('there is no run %s', coalesce(run::text, 'null')),
            hint = 'See: brigade status, and brigade exports.';
    end if;
    if found_run.state <> all (from_states) then
        raise exception using errcode = '55000',
            message = format(
                case when found_run.target is null then 'import %s is %s: %s is for imports that are %s'
                     else 'export %s is %s: %s is for exports that are %s' end,
                run, found_run.state, verb, array_to_string(from_states, ' or '));
    end if;
    return found_run;
end $$;
comment on function brigade.run_command(bigint, text[], text) is
$$Locks a run for one of brigade.pause, resume, cancel and retry, and returns its row.
Raises P0002 when there is no such run, 55000 when it is not in a state that the verb is for.$$;
