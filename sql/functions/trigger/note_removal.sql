create or replace function forge.note_removal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    projects bigint[];
begin
    if tg_op = 'DELETE' then
        projects := array(select distinct g.project_id from gone g);
        if projects = '{}' then
            return null;
        end if;
    end if;
    -- A project that is being deleted is not there any more, and needs no number.
    insert into brigade.removals as r (project_id, thing, number)
    select p.id, t, 1 from forge.projects p cross join unnest(tg_argv) t
    where projects is null or p.id = any (projects)
    order by p.id, t
    on conflict (project_id, thing) do update set number = r.number + 1;
    return null;
end $$;
comment on function forge.note_removal() is
$$Counts in brigade.removals that rows went, so that what brigade.proofs says of their project holds no more. Rows that
get another key, or a table that is emptied, count for every project. Nothing is called for rows that come.$$;

do $$
declare
    watched record;
begin
    for watched in
        select w.name, w.things, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as key
        from (values ('merge_requests', '{merge_requests}'::text[]), ('notes', '{merge_request_notes,issue_notes}'),
                ('tasks', '{tasks}'), ('issues', '{issues}'), ('issue_events', '{issue_events}'),
                ('lfs_objects', '{lfs_objects}')) w(name, things)
        join pg_index i on i.indrelid = format('forge.%I', w.name)::regclass and i.indisprimary
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
        group by w.name, w.things
    loop
        execute format('create or replace trigger note_removal after delete on forge.%I '
            'referencing old table as gone for each statement execute function forge.note_removal(%s)',
            watched.name, (select string_agg(quote_literal(t), ', ') from unnest(watched.things) t));
        execute format('create or replace trigger note_new_keys after update of %s or truncate on forge.%I '
            'for each statement execute function forge.note_removal(%s)',
            watched.key, watched.name, (select string_agg(quote_literal(t), ', ') from unnest(watched.things) t));
        update brigade.things k set is_watched = true
        where k.pipeline in (select p.name from brigade.pipelines p where not p.hands_out)
          and k.thing = any (watched.things) and k.is_stored and not k.is_watched;
    end loop;
end $$;
