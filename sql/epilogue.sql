-- Nothing stale survives: what an earlier install made and this one did not make again is dropped. An object that this
-- transaction did not write is older than it. (Its xid may differ: under psql's ON_ERROR_ROLLBACK each statement has
-- one of its own.) Views go first, because they may use the functions.
do $$
declare
    own xid := (txid_current() & 4294967295)::text::xid;
    stale record;
begin
    for stale in
        select o.object
        from ours_before o join pg_rewrite r on r.ev_class = o.oid
        where o.classid = 'pg_class'::regclass and age(r.xmin) > age(own)
        order by o.oid desc -- views that use views are younger than those
    loop
        execute format('drop view %s', stale.object);
    end loop;
    for stale in
        select p.oid::regprocedure as object
        from ours_before o join pg_proc p on p.oid = o.oid
        where o.classid = 'pg_proc'::regclass and age(p.xmin) > age(own)
    loop
        execute format('drop function %s', stale.object);
    end loop;

    delete from brigade.installed_objects;
    insert into brigade.installed_objects (object)
    select format('%s', c.oid::regclass)
    from pg_class c join pg_rewrite r on r.ev_class = c.oid
    where c.relkind = 'v' and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
      and age(r.xmin) <= age(own)
    union all
    select format('%s', p.oid::regprocedure)
    from pg_proc p
    where p.pronamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and age(p.xmin) <= age(own);
end $$;

-- Users' views that were set aside come back, with their own names of columns.
do $$
declare
    view record;
    right_ record;
    statement text;
    present text := current_setting('role');
begin
    perform set_config('role', 'none', true);
    for view in select * from set_aside order by depth loop
        begin
            execute format('create %s %s (%s)%s as %s',
                case when view.is_materialized then 'materialized view' else 'view' end, view.name,
                (select string_agg(quote_ident(c), ', ') from unnest(view.columns) c),
                coalesce(' with (' || array_to_string(view.options, ', ') || ')', ''), rtrim(view.definition, ';'));
        exception
            when others then
                raise exception using errcode = '2BP01',
                    message = format('%s of %s reads views of brigade and does not fit this version (%s)',
                                     view.name, view.owner, sqlerrm),
                    hint = 'Nothing was changed. Drop it, install again, and make it with the names of '
                           'contrib/doc/upgrade.';
        end;
        if view.comment is not null then
            execute format('comment on %s %s is %L',
                case when view.is_materialized then 'materialized view' else 'view' end, view.name, view.comment);
        end if;
        foreach statement in array coalesce(view.indexes, '{}') loop
            execute statement;
        end loop;
        execute format('alter table %s owner to %I', view.name, view.owner);
        for right_ in
            select a.privilege_type, a.is_grantable,
                   case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
            from aclexplode(view.rights) a
            where a.grantee <> (select r.oid from pg_roles r where r.rolname = view.owner)
        loop
            execute format('grant %s on %s to %s%s', right_.privilege_type, view.name, right_.grantee,
                case when right_.is_grantable then ' with grant option' else '' end);
        end loop;
    end loop;
    perform set_config('role', present, true);
end $$;
