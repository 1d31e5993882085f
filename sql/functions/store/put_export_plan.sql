create or replace function brigade.put_export_plan(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    delete from brigade.export_counts c where c.export_id = put_export_plan.run;
    insert into brigade.export_counts (export_id, thing, here)
    select put_export_plan.run, h.key, h.value::bigint
    from jsonb_array_elements(rows) p, jsonb_each_text(p -> 'here') h order by h.key collate "C";
    -- Jobs before the run's rows, as everywhere.
    perform from brigade.jobs j where j.run_id = put_export_plan.run order by j.id for no key update;
    update brigade.runs r
    set generation = coalesce(r.generation, 1), planned_at = (rows -> 0 ->> 'planned_at')::timestamptz,
        as_of = (select max(i.finished_at) from brigade.runs i
                 where i.project_id = r.project_id and i.target is null and i.state = 'finished')
    where r.id = put_export_plan.run;
end $$;
comment on function brigade.put_export_plan(bigint, jsonb) is
$$Notes when an export began to read the store, and how many rows of each thing it found: [{planned_at, here: {thing:
number}}]. Locks the jobs, then the run.$$;
