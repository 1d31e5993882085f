create or replace function brigade.put_omissions(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- Deleting a run locks its row first and these rows second. This locks in the same order, as brigade.finish does.
    select from brigade.runs i where i.id = run for key share;
    insert into brigade.omissions as t (run_id, stage, key, reason, message, url)
    select distinct on (x.stage, x.key) run, x.stage, x.key, x.reason, x.message, x.url
    from jsonb_to_recordset(rows) as x(stage text, key text, reason text, message text, url text)
    order by x.stage, x.key, x.message
    on conflict (run_id, stage, key) do update
    set reason = excluded.reason, message = excluded.message, url = excluded.url, at = now();
$$;
comment on function brigade.put_omissions(bigint, jsonb) is
$$Notes what is not there: [{stage, key, reason, message, url}]. One note of a key stands for all.$$;
