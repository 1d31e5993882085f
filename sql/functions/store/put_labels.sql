create or replace function forge.put_labels(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.labels as t (project_id, name, color, kind)
    select i.project_id, x.name, x.color, x.kind
    from brigade.runs i, jsonb_to_recordset(rows) as x(name text, color text, kind text)
    where i.id = run
    order by x.name
    on conflict (project_id, name) do update set color = excluded.color, kind = excluded.kind
    where (t.color, t.kind) is distinct from (excluded.color, excluded.kind);
$$;
comment on function forge.put_labels(bigint, jsonb) is 'Upserts labels: [{name, color, kind}]';
