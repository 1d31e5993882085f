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
    perform brigade.put_omissions(run => put_export_plan.run, rows => jsonb_agg(jsonb_build_object(
        'stage', r.stage, 'key', l.name, 'reason', 'left out',
        'message', format('no import has brought %s of %s, and so this export has none: brigade import %s brings it',
            l.name, p.full_name, p.full_name)) order by l.name))
    from brigade.runs r join forge.projects p on p.id = r.project_id cross join unnest(p.lacks) l(name)
    where r.id = put_export_plan.run
    having count(*) > 0;
end $$;
comment on function brigade.put_export_plan(bigint, jsonb) is
$$Notes when an export began to read the store, and how many rows of each thing it found: [{planned_at, here: {thing:
number}}]. What no import has brought, by request, is a note. Locks the jobs, then the run.$$;
