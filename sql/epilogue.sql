-- Nothing stale survives: what is older than this transaction belongs to an older version. (Not: what has another
-- xid. Under psql's ON_ERROR_ROLLBACK each statement has one of its own.) Views first: they may use the functions.
do $$
declare
    own xid := (txid_current() & 4294967295)::text::xid;
    stale record;
begin
    for stale in
        select c.oid::regclass as name
        from pg_class c join pg_rewrite r on r.ev_class = c.oid
        where c.relkind = 'v' and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
          and age(r.xmin) > age(own)
        order by c.oid desc -- views that use views are younger than those
    loop
        execute format('drop view %s', stale.name);
    end loop;
    for stale in
        select p.oid::regprocedure as name
        from pg_proc p
        where p.pronamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and age(p.xmin) > age(own)
    loop
        execute format('drop function %s', stale.name);
    end loop;
end $$;
