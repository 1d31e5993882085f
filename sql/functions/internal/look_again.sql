create or replace function brigade.look_again(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    list_stage text := brigade.children_stage(look_again.run);
begin
    -- Only a list that was read to its end is read again. The jobs of any other list are still to be done.
    if exists (select from brigade.jobs j
               where j.run_id = look_again.run and j.stage = list_stage and j.kind <> 'child'
                   and j.state <> 'done') then
        return;
    end if;
    with gone as (
        delete from brigade.jobs j
        where j.run_id = look_again.run and j.stage = list_stage and j.kind <> 'child' and j.state = 'done'
        returning j.id),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs)
        select look_again.run, 'jobs', 'removed', list_stage, array_agg(g.id order by g.id) from gone g
            having count(*) > 0)
    update brigade.run_stages s set state = 'waiting', done = s.done - (select count(*) from gone)
    where s.run_id = look_again.run and s.stage = list_stage;
    delete from brigade.pages p using brigade.things_of(look_again.run) k
    where p.run_id = look_again.run and p.thing = k.thing and k.stage = list_stage;
    perform brigade.advance(run);
end $$;
comment on function brigade.look_again(bigint) is
$$Has the list of a run's children read again from its first page. brigade.resume calls this and holds the locks.$$;
