create or replace function brigade.resume(run bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    refusal text := brigade.lost_right(run);
    is_workspace boolean := brigade.children_stage(run) is not null;
begin
    perform brigade.check_own(run);
    if refusal is not null then
        raise exception using errcode = '42501', message = refusal;
    end if;
    perform brigade.lock_family(run);
    perform brigade.run_command(run,
        case when is_workspace then array['running', 'paused', 'finished'] else array['paused'] end, 'resume');
    update brigade.runs i
    set state = case when i.started_at is null then 'queued' else 'running' end, error = null,
        verdict = null, finished_at = null
    where i.id = resume.run;
    update brigade.runs c
    set state = case when c.started_at is null then 'queued' else 'running' end, error = null
    where c.parent_id = resume.run and c.state = 'paused';
    if is_workspace then
        perform brigade.look_again(run);
    end if;
    return (select i.state from brigade.runs i where i.id = resume.run);
end $$;
comment on function brigade.resume(bigint) is
$$Goes on with a paused import. A workspace's import goes on with all that is paused in it.
The list of a workspace is read again, also when its import had finished: repositories that are new since then are
imported, too.
Returns the new state.
Raises 42501 when a credential of it may not be used any more.$$;
