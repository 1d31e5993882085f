-- Views of users that stand on views or functions of ours. They are set aside while ours are made anew, because a view
-- cannot be replaced by one with other columns while another view reads it. put_back.sql puts them back. The
-- migrations come first: where they rename a column, PostgreSQL itself writes its new name into these definitions.
create temp table set_aside on commit drop as
with recursive readers (view, depth) as (
    select w.ev_class, 1
    from ours_before o
    join pg_depend d on d.refclassid = o.classid and d.refobjid = o.oid and d.classid = 'pg_rewrite'::regclass
    join pg_rewrite w on w.oid = d.objid
    where w.ev_class not in (select b.oid from ours_before b)
    union
    select w.ev_class, r.depth + 1
    from readers r
    join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = r.view
        and d.classid = 'pg_rewrite'::regclass
    join pg_rewrite w on w.oid = d.objid
    where w.ev_class not in (r.view) and w.ev_class not in (select b.oid from ours_before b) and r.depth < 100),
found (view, depth, name, kind) as (
    select c.oid, max(r.depth), format('%s', c.oid::regclass),
           case when c.relkind = 'm' then 'materialized view' else 'view' end
    from readers r join pg_class c on c.oid = r.view and c.relkind in ('v', 'm')
    group by c.oid, c.relkind),
-- What belongs to each of them, as the statements that make it again.
belongings (view, place, statement) as (
    select f.view, 1, format('comment on %s %s is %L', f.kind, f.name, obj_description(f.view, 'pg_class'))
    from found f where obj_description(f.view, 'pg_class') is not null
    union all
    select f.view, 2, format('comment on column %s.%I is %L', f.name, a.attname, col_description(f.view, a.attnum))
    from found f join pg_attribute a on a.attrelid = f.view where col_description(f.view, a.attnum) is not null
    union all
    select f.view, 3, format('alter view %s alter column %I set default %s', f.name, a.attname,
                             pg_get_expr(d.adbin, d.adrelid))
    from found f
    join pg_attrdef d on d.adrelid = f.view
    join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    union all
    select f.view, 4, pg_get_indexdef(x.indexrelid) from found f join pg_index x on x.indrelid = f.view
    union all
    select f.view, 5, pg_get_triggerdef(t.oid)
    from found f join pg_trigger t on t.tgrelid = f.view and not t.tgisinternal
    union all
    select f.view, 6, pg_get_ruledef(w.oid)
    from found f join pg_rewrite w on w.ev_class = f.view and w.rulename <> '_RETURN'
    union all
    select f.view, 7, format('grant %s%s on %s to %s%s', a.privilege_type, ' (' || quote_ident(g.column_name) || ')',
               f.name, case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
               case when a.is_grantable then ' with grant option' else '' end)
    from found f
    join pg_class c on c.oid = f.view
    cross join lateral (
        select null::name as column_name, c.relacl as rights
        union all
        select a.attname, a.attacl from pg_attribute a where a.attrelid = c.oid) g
    cross join lateral aclexplode(g.rights) a
    where a.grantee <> c.relowner
    union all
    select f.view, 8, format('refresh materialized view %s', f.name)
    from found f join pg_class c on c.oid = f.view where f.kind = 'materialized view' and c.relispopulated)
select f.depth, f.name, f.kind, pg_get_viewdef(f.view) as definition, pg_get_userbyid(c.relowner) as owner,
       c.reloptions as options,
       (select array_agg(a.attname order by a.attnum)
        from pg_attribute a where a.attrelid = f.view and a.attnum > 0) as columns,
       array(select b.statement from belongings b where b.view = f.view order by b.place) as belongings
from found f
join pg_class c on c.oid = f.view;

do $$
declare
    view record;
    old record;
    detail text;
    present text := current_setting('role');
begin
    perform set_config('role', 'none', true); -- a superuser who acts as the owner may set aside what others own
    for view in select * from set_aside order by depth desc loop
        begin
            execute format('drop %s %s', view.kind, view.name);
        exception
            when insufficient_privilege or dependent_objects_still_exist then
                get stacked diagnostics detail = pg_exception_detail;
                raise exception using errcode = sqlstate,
                    message = format('%s of %s reads views of brigade and cannot be set aside (%s)',
                                     view.name, view.owner, concat_ws(': ', sqlerrm, nullif(detail, ''))),
                    hint = 'Nothing was changed. Install as a superuser, or drop it and make it again afterwards.';
        end;
    end loop;
    perform set_config('role', present, true);

    for old in select o.function from outdated o loop
        begin
            execute format('drop function %s', old.function);
        exception
            when dependent_objects_still_exist then
                get stacked diagnostics detail = pg_exception_detail;
                raise exception using errcode = '2BP01',
                    message = format('something that is not Bucket Brigade''s uses %s, whose parameters change: %s',
                                     old.function, detail),
                    hint = 'Nothing was changed. Drop it, install again, and make it again with the names of '
                           'contrib/doc/upgrade.';
        end;
    end loop;
end $$;
