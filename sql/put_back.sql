-- What was granted by hand on a table or function of ours is granted on what has its name now.
do $$
declare
    statement text;
begin
    for statement in
        select format('grant %s%s on %s to %s%s', g.privilege, ' (' || quote_ident(g.column_name) || ')', now.name,
                      g.grantee, case when g.is_grantable then ' with grant option' else '' end)
        from granted g
        cross join lateral (
            select c.oid, format('table %s', c.oid::regclass) as name
            from pg_class c
            where g.kind = 'table' and c.relnamespace = g.schema and c.relname = g.name
              and (g.column_name is null
                or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = g.column_name))
            union all
            select p.oid, format('function %s', p.oid::regprocedure)
            from pg_proc p
            where g.kind = 'function' and p.pronamespace = g.schema and p.proname = g.name
              and not exists (select from pg_proc o where o.oid = g.oid)) now
        where now.oid <> g.oid
    loop
        execute statement;
    end loop;
end $$;

-- Users' views that were set aside come back, with their own names of columns. What they read is done as their owner:
-- therefore a materialized view is filled after it is his.
do $$
declare
    view record;
    statement text;
    present text := current_setting('role');
begin
    perform set_config('role', 'none', true);
    for view in select * from set_aside order by depth loop
        execute format('create %s %s (%s)%s as %s%s', view.kind, view.name,
            (select string_agg(quote_ident(c), ', ') from unnest(view.columns) c),
            coalesce(' with (' || array_to_string(view.options, ', ') || ')', ''), rtrim(view.definition, ';'),
            case when view.kind = 'materialized view' then ' with no data' else '' end);
        execute format('alter %s %s owner to %I', view.kind, view.name, view.owner);
        foreach statement in array view.belongings loop
            execute statement;
        end loop;
    end loop;
    perform set_config('role', present, true);
exception
    when others then
        raise exception using errcode = '2BP01',
            message = format('%s of %s reads views of brigade and does not fit this version (%s)',
                             view.name, view.owner, sqlerrm),
            hint = 'Nothing was changed. Drop it, install again, and make it with the names of contrib/doc/upgrade.';
end $$;
drop procedure pg_temp.migrate(text, text);

-- Workers of the version before wait for this transaction, in functions that go on with names of tables that are gone.
-- A statement that is cancelled is an outage to them: they claim again, and brigade.claim tells them that they are too
-- old. A role that may not cancel leaves them to find out. An installer that waits its turn is left alone.
do $$
declare
    waiting record;
    present text := current_setting('role');
begin
    perform set_config('role', 'none', true);
    for waiting in
        select distinct l.pid
        from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where not l.granted and a.datname = current_database() and a.application_name = 'brigade'
          and l.relation <> 'brigade.migrations'::regclass
          and exists (select from brigade.migrations m where m.applied_at = now())
    loop
        begin
            perform pg_cancel_backend(waiting.pid);
        exception when insufficient_privilege then null;
        end;
    end loop;
    perform set_config('role', present, true);
end $$;
commit;
