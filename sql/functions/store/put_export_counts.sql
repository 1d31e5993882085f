create or replace function brigade.put_export_counts(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.export_counts as c (export_id, thing, part, here, written)
    select put_export_counts.run, w.thing, coalesce(w.part, ''), 0, w.written
    from jsonb_to_recordset(put_export_counts.rows) w(thing text, part text, written bigint)
    order by w.thing collate "C"
    on conflict (export_id, thing, part) do update set written = excluded.written;
$$;
comment on function brigade.put_export_counts(bigint, jsonb) is
$$Notes how many rows of each thing were counted when the output of an export was read back: [{thing, part, written}].
part: that one job has read; null: there is one job alone.$$;
