create or replace function brigade.put_export_end(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Jobs before the run's rows, as everywhere.
    perform from brigade.jobs j where j.run_id = put_export_end.run order by j.id for no key update;
    if not (rows -> 0 ->> 'begins_again')::boolean then
        update brigade.runs r set directory = rows -> 0 ->> 'directory' where r.id = put_export_end.run;
        delete from brigade.export_files f where f.export_id = put_export_end.run and f.is_part;
        delete from brigade.export_names n where n.export_id = put_export_end.run;
        return;
    end if;
    perform brigade.begin_again(put_export_end.run, is_ended => false);
end $$;
comment on function brigade.put_export_end(bigint, jsonb) is
$$Ends an export: [{directory}], what was published. Or, [{begins_again: true}], an import changed the store meanwhile:
all stages before this one begin again with the next generation, and what the one before wrote down is forgotten;
brigade.finish then goes back to them. Locks the jobs, then the run's rows.$$;
