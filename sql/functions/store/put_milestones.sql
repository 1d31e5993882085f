create or replace function forge.put_milestones(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.milestones as t (project_id, name, sanitised, raw)
    select distinct on (x.name) i.project_id, x.name, x.sanitised, x.raw
    from brigade.runs i, jsonb_to_recordset(rows) as x(name text, sanitised boolean, raw jsonb)
    where i.id = run
    order by x.name, x.raw::text
    on conflict (project_id, name) do update set sanitised = excluded.sanitised, raw = excluded.raw
    where t.raw <> excluded.raw;
$$;
comment on function forge.put_milestones(bigint, jsonb) is 'Upserts milestones: [{name, sanitised, raw}]';
