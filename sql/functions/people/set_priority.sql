create or replace function brigade.set_priority(run bigint, priority integer) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    found_run brigade.runs;
begin
    perform brigade.check_own(run);
    if set_priority.priority is null then
        raise exception using errcode = '22023', message = 'a priority is a whole number, and 0 is the usual one';
    elsif set_priority.priority > 0 and not brigade.sees_all(brigade.caller()) then
        raise exception using errcode = '22023',
            message = 'a priority above 0 goes before what all others asked for: only an administrator may give it',
            hint = 'Give 0; below 0 goes behind.';
    end if;
    perform brigade.lock_family(run);
    found_run := brigade.run_command(run, array['queued', 'running', 'paused'], 'priority');
    update brigade.runs i set priority = set_priority.priority
    where (i.id = set_priority.run or i.parent_id = set_priority.run) and i.state in ('queued', 'running', 'paused');
    return found_run.state;
end $$;
comment on function brigade.set_priority(bigint, integer) is
$$Lets a run, or all runs of a workspace, take its turn before those of a lower priority. 0 is the usual one.
Returns the state of the run.
Raises P0002 when there is no such run, 55000 when it has ended, 22023 when a requester asks for more than 0.$$;
