create or replace function brigade.put_tallies(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform brigade.check_things(run, rows);
    -- Deleting a run locks its row first and these rows second. This locks in the same order, as brigade.finish does.
    perform from brigade.runs i where i.id = run for key share;
    insert into brigade.tallies as t (run_id, thing, announced, listed)
    select run, x.thing, sum(x.announced), sum(coalesce(x.listed, 0))
    from jsonb_to_recordset(rows) as x(thing text, announced bigint, listed bigint)
    group by x.thing order by x.thing
    on conflict (run_id, thing) do update
    set announced = coalesce(t.announced + excluded.announced, t.announced, excluded.announced),
        listed = t.listed + excluded.listed;
end $$;
comment on function brigade.put_tallies(bigint, jsonb) is
$$Adds to what the source announced and to what was seen: [{thing, announced, listed}]. announced is the size of a
list, which its first page says.
Raises 23503 when the run's pipeline does not bring such a thing.$$;
