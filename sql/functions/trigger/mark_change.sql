create or replace function forge.mark_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    new.changed_at := current_setting('forge.read_at')::timestamptz;
    return new;
end $$;
comment on function forge.mark_change() is
$$Says in changed_at of a row when it was changed last: the source's time at the beginning of the import or sync that
writes it (forge.begin_rows).$$;

do $$
declare
    name text;
begin
    foreach name in array array['merge_requests', 'merge_request_reviewers', 'notes', 'tasks', 'members', 'refs'] loop
        execute format('create or replace trigger mark_change before insert or update on forge.%I for each row '
            'when (nullif(current_setting(''forge.read_at'', true), '''') is not null) '
            'execute function forge.mark_change()', name);
    end loop;
end $$;
