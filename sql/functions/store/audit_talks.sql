create or replace function forge.audit_talks(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint := (select i.project_id from brigade.runs i where i.id = run);
    moment timestamptz := forge.source_time(run => run);
    pages bigint[] := array(select p.page from forge.pages_to_sweep(run => run) p);
    shares record := forge.audit_shares(run => run);
    chosen bigint[] := array(select r.iid from forge.audit_round(run => run, most => shares.talks) r);
begin
    if shares.has_comments then
        insert into forge.unread_talks as t (project_id, iid, is_listed)
        select project, n.iid, true from unnest(chosen) n(iid) order by n.iid
        on conflict (project_id, iid) do nothing;
    end if;
    -- A round is over when its end comes before its beginning.
    insert into brigade.cursors as c (project_id, name, place, began_at, run_id)
    select project, n.name, n.place, moment, run
    from (values ('audit', chosen[cardinality(chosen)]), ('sweep', pages[cardinality(pages)])) n(name, place)
    where n.place is not null
    on conflict (project_id, name) do update
    set rounds = c.rounds + (excluded.place <= c.place)::integer, place = excluded.place, run_id = excluded.run_id,
        at = case when excluded.place <= c.place then c.began_at else c.at end,
        began_at = case when excluded.place <= c.place then excluded.began_at
                        else coalesce(c.began_at, excluded.began_at) end;
    -- A round that begins has shown nothing yet.
    delete from forge.shown_notes s
    where s.project_id = project and shares.stream > 0 and not exists (
        select from brigade.cursors c where c.project_id = project and c.name = 'stream_audit' and c.url is not null);
    -- The pages say where the round goes on. Should one be refused, the next sync begins anew.
    update brigade.cursors c set url = null
    where c.project_id = project and c.name = 'stream_audit' and shares.stream > 0;
end $$;
comment on function forge.audit_talks(bigint, jsonb) is
$$Moves the cursors of what a sync reads again though nothing says that it changed (forge.audit_jobs), and notes in
forge.unread_talks the merge requests whose comments and tasks are among it. rows says nothing.$$;
