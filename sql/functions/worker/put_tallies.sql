create or replace function brigade.put_tallies(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- as brigade.finish does, before rows that a deletion takes along
    select from brigade.runs i where i.id = run for key share;
    insert into brigade.tallies as t (run_id, thing, announced, listed)
    select run, x.thing, sum(x.announced), sum(coalesce(x.listed, 0))
    from jsonb_to_recordset(rows) as x(thing text, announced bigint, listed bigint)
    group by x.thing order by x.thing
    on conflict (run_id, thing) do update
    set announced = coalesce(t.announced + excluded.announced, t.announced, excluded.announced),
        listed = t.listed + excluded.listed;
$$;
comment on function brigade.put_tallies(bigint, jsonb) is
'Adds to what the source announced (size of a list, on its first page) and what was seen: [{thing, announced, listed}]';
