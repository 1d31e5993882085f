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

-- Runs that ended before brigade.proofs was there are counted now.
do $$ begin
    perform brigade.prove(r.id) from brigade.runs r
    where r.state = 'finished' and exists (select from brigade.pages p where p.run_id = r.id)
      and not exists (select from brigade.proofs f where f.run_id = r.id)
    order by r.id;
end $$;
