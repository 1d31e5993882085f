create or replace function brigade.put_tallies(import bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- as brigade.finish does, before rows that a deletion takes along
    select from brigade.imports i where i.id = import for key share;
    insert into brigade.tallies as t (import_id, kind, announced, listed)
    select import, x.kind, sum(x.announced), sum(coalesce(x.listed, 0))
    from jsonb_to_recordset(rows) as x(kind text, announced bigint, listed bigint)
    group by x.kind order by x.kind
    on conflict (import_id, kind) do update
    set announced = coalesce(t.announced + excluded.announced, t.announced, excluded.announced),
        listed = t.listed + excluded.listed;
$$;
comment on function brigade.put_tallies(bigint, jsonb) is
'Adds to what the source announced (size of a list, on its first page) and what was seen: [{kind, announced, listed}]';
