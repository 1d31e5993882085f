create or replace function brigade.put_export_files(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.export_files as f (export_id, path, is_part, rows, sha256, size_bytes)
    select put_export_files.run, w.path, w.is_part, coalesce(w.rows, '{}'), w.sha256, w.size_bytes
    from jsonb_to_recordset(put_export_files.rows)
        w(path text, is_part boolean, rows jsonb, sha256 text, size_bytes bigint)
    order by w.path collate "C"
    on conflict (export_id, path) do update
    set is_part = excluded.is_part, rows = excluded.rows, sha256 = excluded.sha256, size_bytes = excluded.size_bytes
    where (f.is_part, f.rows, f.sha256, f.size_bytes)
        is distinct from (excluded.is_part, excluded.rows, excluded.sha256, excluded.size_bytes);
$$;
comment on function brigade.put_export_files(bigint, jsonb) is
$$Notes files that an export has written: [{path, is_part, rows, sha256, size_bytes}].$$;
