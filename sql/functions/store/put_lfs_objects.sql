create or replace function forge.put_lfs_objects(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.lfs_objects as t (project_id, oid, size_bytes, path)
    select i.project_id, x.oid, x.size_bytes, x.path
    from brigade.runs i, jsonb_to_recordset(rows) as x(oid text, size_bytes bigint, path text)
    where i.id = run
    order by i.project_id, x.oid
    on conflict (project_id, oid) do update set size_bytes = excluded.size_bytes, path = excluded.path
    where (t.size_bytes, t.path) is distinct from (excluded.size_bytes, excluded.path);
$$;
comment on function forge.put_lfs_objects(bigint, jsonb) is
'Upserts large files that are complete on disk: [{oid, size_bytes, path}]';
