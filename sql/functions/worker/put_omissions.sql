create or replace function brigade.put_omissions(import bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- as brigade.finish does, before rows that a deletion takes along
    select from brigade.imports i where i.id = import for key share;
    insert into brigade.omissions as t (import_id, stage, key, outcome, message, url)
    select distinct on (x.stage, x.key) import, x.stage, x.key, x.outcome, x.message, x.url
    from jsonb_to_recordset(rows) as x(stage text, key text, outcome text, message text, url text)
    order by x.stage, x.key, x.message
    on conflict (import_id, stage, key) do update
    set outcome = excluded.outcome, message = excluded.message, url = excluded.url, at = now();
$$;
comment on function brigade.put_omissions(bigint, jsonb) is
'Notes what is not there: [{stage, key, outcome, message, url}]; one of a key stands for all';
