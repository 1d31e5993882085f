create or replace function forge.read_forks(run bigint) returns table (full_name text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select m.source_full_name
    from brigade.runs i
    join forge.projects p on p.id = i.project_id
    join forge.merge_requests m on m.project_id = p.id
    where i.id = run and m.source_full_name ~ '^[^/]+/[^/]+$' and lower(m.source_full_name) <> lower(p.full_name)
      and not exists (
        select from brigade.omissions o
        where o.run_id = i.id and o.stage = 'pull_requests_notes' and o.key = 'fork/' || m.source_full_name)
      and not exists (
        select from brigade.failures f
        where f.run_id = i.id and f.stage = 'pull_requests_notes' and f.key = 'fork/' || m.source_full_name)
    group by m.source_full_name
    order by max(m.iid) desc limit 100;
$$;
comment on function forge.read_forks(bigint) is
$$The forks that merge requests come from and that could be read: full_name, those of the newest merge requests first, a
hundred at most.$$;
