create or replace function forge.put_probes(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- as brigade.finish does, before rows that a deletion takes along
    select from brigade.runs i where i.id = run for key share;
    insert into brigade.probes as t (run_id, name, iids, is_whole, refusal)
    select run, x.name, array(
               select distinct v::bigint from jsonb_to_recordset(rows) as o(name text, iids jsonb)
               cross join jsonb_array_elements_text(o.iids) v where o.name = x.name order by 1),
           coalesce(bool_or(x.is_whole), false), max(x.refusal)
    from jsonb_to_recordset(rows) as x(name text, is_whole boolean, refusal text)
    group by x.name order by x.name
    on conflict (run_id, name) do update
    set iids = t.iids || excluded.iids, is_whole = t.is_whole or excluded.is_whole,
        refusal = coalesce(t.refusal, excluded.refusal);
$$;
comment on function forge.put_probes(bigint, jsonb) is
$$Writes down what a server answered to a question: [{name, iids, is_whole, refusal}], a row a page. See
brigade.probes.$$;
