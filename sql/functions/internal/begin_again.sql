create or replace function brigade.begin_again(run bigint, is_ended boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    delete from brigade.export_files f where f.export_id = begin_again.run;
    delete from brigade.export_losses l where l.export_id = begin_again.run;
    delete from brigade.export_counts c where c.export_id = begin_again.run;
    perform brigade.start_again(begin_again.run, array(
        select t.name from brigade.runs r join brigade.stages t on t.pipeline = r.pipeline
        where r.id = begin_again.run and (begin_again.is_ended or not t.sums_up)), whole => true);
    update brigade.runs r set generation = r.generation + 1 where r.id = begin_again.run;
end $$;
comment on function brigade.begin_again(bigint, boolean) is
$$Has the stages of a run start with their first jobs: all of them or, where it has not ended, all before the last. Of
an export, what was written down is forgotten, and it goes on with the next generation.$$;
