create or replace function brigade.resume(import bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    refusal text := brigade.lost_right(import);
    is_workspace boolean := exists (select from brigade.imports i where i.id = import and i.slug = '');
begin
    perform brigade.check_own(import);
    if refusal is not null then
        raise exception using errcode = '42501', message = refusal;
    end if;
    perform brigade.lock_family(import);
    perform brigade.import_command(import,
        case when is_workspace then array['running', 'paused', 'finished'] else array['paused'] end, 'resume');
    update brigade.imports i
    set state = case when i.started_at is null then 'queued' else 'running' end, error = null,
        verdict = null, finished_at = null
    where i.id = resume.import;
    update brigade.imports c
    set state = case when c.started_at is null then 'queued' else 'running' end, error = null
    where c.parent_id = resume.import and c.state = 'paused';
    if is_workspace then
        perform brigade.look_again(import);
    end if;
    return (select i.state from brigade.imports i where i.id = resume.import);
end $$;
comment on function brigade.resume(bigint) is
$$Goes on with a paused import. A workspace's import goes on with all that is paused in it.
The list of a workspace is read again, also when its import had finished: repositories that are new since then are
imported, too.
Returns the new state.
Raises 42501 when a credential of it may not be used any more.$$;
