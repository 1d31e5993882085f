create or replace function brigade.estimate_sizes(sizes jsonb, per_hour numeric, repositories bigint default 1)
returns table (stage text, things numeric, requests numeric, hours numeric)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with part as (
        -- Each repository has its own first request and its own short lists.
        select e.stage, e.things,
               greatest(e.requests, case when e.stage in ('repository', 'users', 'pull_requests', 'issues')
                                         then repositories end) as requests
        from brigade.estimate_requests(sizes => sizes, per_hour => per_hour) e)
    select coalesce(p.stage, 'all'), sum(p.things), sum(p.requests), round(sum(p.requests) / per_hour, 1)
    from part p
    group by grouping sets ((p.stage), ())
    order by p.stage is null, (
        select s.position from brigade.stages s where s.pipeline = 'import' and s.name = p.stage);
$$;
comment on function brigade.estimate_sizes(jsonb, numeric, bigint) is
$$How many API requests do imports of so many repositories need, per stage and, in the last row, of all stages, and how
many hours at so many an hour? sizes: as in brigade.estimate_requests, summed over the repositories.
`brigade import --estimate` prints this.$$;
