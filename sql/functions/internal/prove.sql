create or replace function brigade.prove(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    k record;
begin
    delete from brigade.proofs p where p.run_id = prove.run;
    for k in
        select t.thing, t.is_watched, i.project_id
        from brigade.runs i join brigade.things t on t.pipeline = i.pipeline
        where i.id = prove.run
          and exists (select from brigade.pages p where p.run_id = prove.run and p.thing = t.thing)
        order by t.thing
    loop
        -- This is one statement, so the number of removals is as old as the rows that are compared.
        insert into brigade.proofs (run_id, thing, announced_first, announced, seen, short, is_here, removals)
        select prove.run, k.thing, c.announced_first, c.announced, c.seen, c.short,
               k.is_watched and not exists (select from brigade.absent_of(prove.run, k.thing)), coalesce((
                   select r.number from brigade.removals r where r.project_id = k.project_id and r.thing = k.thing), 0)
        from brigade.count_lists(prove.run, k.thing) c;
    end loop;
end $$;
comment on function brigade.prove(bigint) is
$$Counts what the lists of a run named and whether all of it is here, once, when the run ends (brigade.proofs).$$;
