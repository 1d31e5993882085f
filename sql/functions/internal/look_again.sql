create or replace function brigade.look_again(import bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    -- Only a list that was read to its end is read again: what is left of another one is still to be done.
    if exists (select from brigade.jobs j
               where j.import_id = look_again.import and j.stage = 'repositories' and j.kind <> 'child'
                   and j.state <> 'done') then
        return;
    end if;
    with gone as (
        delete from brigade.jobs j
        where j.import_id = look_again.import and j.stage = 'repositories' and j.kind <> 'child' and j.state = 'done'
        returning j.id),
    noted as (
        insert into brigade.events (import_id, subject, event, stage, jobs)
        select look_again.import, 'jobs', 'removed', 'repositories', array_agg(g.id order by g.id) from gone g
            having count(*) > 0)
    update brigade.import_stages s set state = 'waiting', done = s.done - (select count(*) from gone)
    where s.import_id = look_again.import and s.stage = 'repositories';
    delete from brigade.pages p where p.import_id = look_again.import and p.kind = 'repositories';
    perform brigade.advance(import);
end $$;
comment on function brigade.look_again(bigint) is
'Has the list of a workspace''s repositories read again from its first page. For brigade.resume, which holds the locks';
