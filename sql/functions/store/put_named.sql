create or replace function forge.put_named(run bigint, thing text, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if thing not in ('components', 'milestones', 'versions') then
        raise exception 'forge.put_named takes components, milestones and versions, not %', thing;
    end if;
    execute format(
        'insert into forge.%1$I as t (project_id, name, n, sanitised, raw)
         select distinct on (x.name, coalesce(x.n, 1)) r.project_id, x.name, coalesce(x.n, 1), x.sanitised, x.raw
         from brigade.runs r, jsonb_to_recordset($2) as x(name text, n integer, sanitised boolean, raw jsonb)
         where r.id = $1
         order by x.name, coalesce(x.n, 1), x.raw::text
         on conflict (project_id, name, n) do update set sanitised = excluded.sanitised, raw = excluded.raw
         where t.raw <> excluded.raw', thing)
    using run, rows;
end $$;
comment on function forge.put_named(bigint, text, jsonb) is
$$Upserts what has a name and nothing else.
thing: the table, one of components, milestones and versions. rows: [{name, n, sanitised, raw}]; n tells those of one
name apart, 1 where it is not given.$$;
