create or replace function brigade.sequences_behind() returns table (table_name text, last_given bigint, most bigint,
    statement text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.name, coalesce(s.last_value, 0), n.most,
           format('select setval(%L, %s)', pg_get_serial_sequence(n.name, 'id'), n.most)
    from (values
        ('brigade.runs', (select max(r.id) from brigade.runs r)),
        -- One look at the end of each run in the index.
        ('brigade.jobs', (select max(l.id) from brigade.runs r cross join lateral (
            select j.id from brigade.jobs j where j.run_id = r.id order by j.id desc limit 1) l)),
        ('brigade.places', (select max(p.id) from brigade.places p)),
        ('brigade.events', (select max(e.id) from brigade.events e)),
        ('forge.changes', (select max(l.id) from forge.projects p cross join lateral (
            select c.id from forge.changes c where c.project_id = p.id order by c.id desc limit 1) l)),
        ('forge.projects', (select max(p.id) from forge.projects p)),
        ('forge.users', (select max(u.id) from forge.users u))) n(name, most)
    join pg_sequences s
        on format('%I.%I', s.schemaname, s.sequencename) = pg_get_serial_sequence(n.name, 'id')
    where n.most > coalesce(s.last_value, 0)
    order by n.name;
$$;
comment on function brigade.sequences_behind() is
$$Sequences that will give numbers which are in use, as after a restore of rows without their sequences or behind a
logical replica. `brigade install` and `brigade doctor` show the statements that mend it.
Returns the table, the last number that its sequence gave, the largest one in use, and the statement.$$;
