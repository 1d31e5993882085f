create or replace function brigade.estimate(run bigint)
returns table (stage text, things bigint, requests bigint, requests_left bigint, hours_left numeric)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select e.stage, sum(e.things)::bigint, sum(e.requests)::bigint, sum(e.requests_left)::bigint,
           round(sum(e.requests_left) / brigade.hourly_budget(array_prepend(i.credential, i.credentials)), 1)
    from brigade.runs i
    join brigade.runs m on m.id = i.id or m.parent_id = i.id
    cross join brigade.estimate_run(m.id) e
    where i.id = run
    group by i.id, e.stage
    having sum(e.requests) > 0 or sum(e.things) > 0
    order by (select min(s.position) from brigade.stages s
              where s.name = e.stage and s.pipeline in ('import', i.pipeline)), e.stage;
$$;
comment on function brigade.estimate(bigint) is
$$How many API requests does an import still need in each stage, and how many hours is that at the budgets of its
credentials? Of a workspace, those of all its repositories are added up.
The estimate comes from the sizes that the lists gave and from the jobs known so far. It gets better with every
page.
`select sum(requests_left), sum(hours_left) from brigade.estimate(1)` is the sum. brigade.estimate_ways says what other
ways of reading would take. Before an import is asked for, `brigade import --estimate SOURCE` tells both.$$;
