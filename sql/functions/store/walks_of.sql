create or replace function forge.walks_of(run bigint) returns table (name text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select c.name
    from brigade.runs i join brigade.cursors c on c.project_id = i.project_id and c.run_id = i.id and c.at is not null
    where i.id = run and c.name in ('newest', 'stream')
    order by c.name;
$$;
comment on function forge.walks_of(bigint) is
$$Walks that a run has made to their ends: names of brigade.cursors. Of what it could not read it has none.$$;
