create or replace function forge.note_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    made jsonb := to_jsonb(new);
    was jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
    about text := case when tg_table_name = 'notes' then (made ->> 'noteable_type') || '_notes' else tg_table_name end;
    differing jsonb;
    happened text := 'added';
begin
    if tg_op = 'UPDATE' then
        -- A hash that became whole is the same commit.
        select jsonb_object_agg(o.key, o.value) into differing
        from jsonb_each(was) o
        where o.value is distinct from made -> o.key and o.key <> 'changed_at'
          and not (o.key ~ '_sha$' and coalesce(starts_with(made ->> o.key, was ->> o.key), false));
        if differing is null then
            return null;
        end if;
        happened := case when was ->> 'vanished_at' is null and made ->> 'vanished_at' is not null then 'vanished'
                         when was ->> 'vanished_at' is not null and made ->> 'vanished_at' is null then 'returned'
                         else 'changed' end;
    end if;
    insert into forge.changes as c (project_id, run_id, stage, thing, key, what, before)
    values (new.project_id, current_setting('forge.sync')::bigint, (
            select r.stage from brigade.runs r where r.id = current_setting('forge.sync')::bigint), about,
                forge.change_key(tg_table_name, made),
            happened, differing)
    on conflict (project_id, run_id, thing, key) do update
    set what = case when c.what = 'added' then c.what when excluded.what = 'changed' then c.what else excluded.what end,
        before = case when c.what = 'added' then null else excluded.before || c.before end;
    return null;
end $$;
comment on function forge.note_change() is
$$Writes down in forge.changes what a sync adds or changes, in the transaction that does it. Several changes of one row
by the same sync are one.$$;

do $$
declare
    name text;
begin
    foreach name in array array['merge_requests', 'merge_request_reviewers', 'notes', 'tasks', 'members', 'refs'] loop
        execute format('create or replace trigger note_change after insert or update on forge.%I for each row '
            'when (nullif(current_setting(''forge.sync'', true), '''') is not null) '
            'execute function forge.note_change()', name);
    end loop;
end $$;
