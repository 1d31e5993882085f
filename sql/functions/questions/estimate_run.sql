create or replace function brigade.estimate_run(run bigint)
returns table (stage text, things bigint, requests bigint, requests_left bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with counted as (
        select j.stage, sum(j.requests) filter (where j.state = 'done') as sent
        from brigade.jobs j where j.run_id = run group by j.stage),
    -- What changed is not known before the lists were read, and a workspace has its own short lists alone.
    sized as (
        select e.stage, e.things
        from brigade.runs i cross join brigade.estimate_requests(brigade.sizes_of(i.id), 1) e
        where i.id = run and i.pipeline = 'import')
    select s.stage, coalesce(z.things, 0),
           case when s.state = 'done' then coalesce(c.sent, 0)
                else coalesce(c.sent, 0) + coalesce(l.requests_left, 0) end::bigint, coalesce(l.requests_left, 0)
    from brigade.runs i
    join brigade.run_stages s on s.run_id = i.id
    left join sized z on z.stage = s.stage
    left join counted c on c.stage = s.stage
    left join brigade.requests_left(run) l on l.stage = s.stage
    where i.id = run;
$$;
comment on function brigade.estimate_run(bigint) is
$$How many API requests does one run need in each stage, and how many are still left? brigade.estimate adds up
those of a workspace.$$;
