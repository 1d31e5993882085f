create or replace function forge.export_file(run bigint, file text)
returns table (thing text, here bigint, heading text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select e.thing, c.here - c.dropped, (
               select string_agg(l.name, ',' order by l.n)
               from brigade.runs r
               cross join lateral forge.export_columns(e.thing, coalesce(r.options ->> 'raw', 'true') = 'true') l
               where r.id = export_file.run)
    from forge.export_tables() e
    join brigade.export_reconciliation c on c.export_id = export_file.run and c.thing = e.thing
    where e.file = export_file.file order by e.place;
$$;
comment on function forge.export_file(bigint, text) is
$$What a file of an export holds: the things, how many rows of each are handed out, and the names of the columns as the
first line of comma-separated values, the same for each.$$;
