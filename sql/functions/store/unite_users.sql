create or replace function forge.unite_users(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    pair record;
begin
    -- Whoever writes a row that names one of them at this moment has ended when both are locked.
    perform from forge.users u
    where u.id in (
        select unnest(array[p.former, p.present])
        from jsonb_to_recordset(rows) as x(former bigint)
        join forge.people_to_unite(run => run) p on p.former = x.former)
    order by u.owner, u.key for update;
    for pair in
        select p.former, p.present from jsonb_to_recordset(rows) as x(former bigint)
        join forge.people_to_unite(run => run) p on p.former = x.former and p.sentence is null
        order by p.former
    loop
        perform forge.unite_user(pair.former, pair.present);
        update forge.users p set mapped_to = f.mapped_to
        from forge.users f
        where f.id = pair.former and p.id = pair.present and p.mapped_to is null and f.mapped_to is not null;
        insert into forge.changes as c (project_id, run_id, stage, thing, key, what, before)
        select i.project_id, i.id, i.stage, 'users', f.key, 'vanished',
               to_jsonb(f) || jsonb_build_object('united_with', p.key)
        from brigade.runs i, forge.users f, forge.users p
        where i.id = run and i.mode = 'sync' and f.id = pair.former and p.id = pair.present
        on conflict (project_id, run_id, thing, key) do update set what = excluded.what, before = excluded.before;
        delete from forge.users f where f.id = pair.former;
    end loop;
end $$;
comment on function forge.unite_users(bigint, jsonb) is
$$Makes one row of forge.users of two that turned out to be one person, where at most one is mapped or both alike:
[{former}], as forge.people_to_unite names them. Every row that names the former names the other one then, and so does
the mapping. A sync writes it down in forge.changes: vanished, and united_with in before.
Locks people by ascending key, then rows of all projects that name them.$$;
