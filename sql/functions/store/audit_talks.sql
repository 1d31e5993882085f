create or replace function forge.audit_talks(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint := (select i.project_id from brigade.runs i where i.id = run);
    budget bigint := forge.audit_budget(run => run);
    pages bigint[] := array(select p.page from forge.pages_to_sweep(run => run) p);
    chosen bigint[];
begin
    chosen := array(
        select m.iid from forge.merge_requests m
        where m.project_id = project
        order by m.iid <= coalesce((select c.place from brigade.cursors c
            where c.project_id = project and c.name = 'audit'), 0), m.iid
        limit greatest((budget - cardinality(pages)) / 2, 0));
    insert into forge.unread_talks as t (project_id, iid, is_listed)
    select project, n.iid, true from unnest(chosen) n(iid) order by n.iid
    on conflict (project_id, iid) do nothing;
    -- A round is over when its end comes before its beginning.
    insert into brigade.cursors as c (project_id, name, place, run_id)
    select project, n.name, n.place, run
    from (values ('audit', chosen[cardinality(chosen)]), ('sweep', pages[cardinality(pages)])) n(name, place)
    where n.place is not null
    on conflict (project_id, name) do update
    set rounds = c.rounds + (excluded.place <= c.place)::integer, place = excluded.place, run_id = excluded.run_id;
end $$;
comment on function forge.audit_talks(bigint, jsonb) is
$$Notes in forge.unread_talks what a sync reads again though nothing says that it changed: the comments and tasks of
as many merge requests as forge.audit_budget leaves, from where the last sync ended; and moves the cursors of both
rounds. rows says nothing.$$;
