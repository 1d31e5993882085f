create or replace function brigade.export_sums(run bigint, files jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select string_agg(format(e'%s  %s\n', f.sha256, f.path), '' order by f.path collate "C")
    from (select e.path, e.sha256 from brigade.export_files e
          where e.export_id = export_sums.run and not e.is_part
          union all
          select w.key, w.value from jsonb_each_text(export_sums.files) w) f;
$$;
comment on function brigade.export_sums(bigint, jsonb) is
$$SHA256SUMS of an export, as sha256sum reads it: every file that its jobs have written, and those of files, an object
of path and SHA-256.$$;
