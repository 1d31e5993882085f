create or replace function brigade.begin_again(run bigint, stages text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    delete from brigade.export_files f where f.export_id = begin_again.run;
    delete from brigade.export_losses l where l.export_id = begin_again.run;
    delete from brigade.export_counts c where c.export_id = begin_again.run;
    perform brigade.start_again(begin_again.run, begin_again.stages);
    update brigade.runs r set generation = coalesce(r.generation, 1) + 1 where r.id = begin_again.run;
end $$;
comment on function brigade.begin_again(bigint, text[]) is
$$Begins an export again, with the next generation: its stages start with their first jobs, and what was written down
before is forgotten. Each stage makes something of all that those before it have written, so that no part can be mended
by itself. Whoever calls this holds the locks of the jobs, and locks the run's rows by it.$$;
