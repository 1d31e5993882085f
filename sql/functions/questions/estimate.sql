create or replace function brigade.estimate(run bigint)
returns table (stage text, things bigint, requests bigint, requests_left bigint, hours_left numeric)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with size as (
        select i.id, i.mode,
               (select sum(coalesce(c.requests_per_hour, b.requests_per_hour,
                   case when w.name is null then 57 else 950 end))
                from unnest(array_prepend(i.credential, i.credentials)) w(name)
                left join brigade.credentials c on c.name = w.name
                left join brigade.budgets b on b.credential = coalesce(w.name, '')) as per_hour,
               jsonb_build_object(
                   'read_comments', i.comments, 'read_tasks', i.tasks,
                   'members', (select sum(l.announced) from brigade.lists l where l.run_id = i.id
                       and l.thing = 'members'),
                   'merge_requests', m.announced,
                   'discussed', (m.discussed * m.announced / nullif(m.listed, 0))::bigint,
                   'issues', (select sum(l.announced) from brigade.lists l where l.run_id = i.id
                       and l.thing = 'issues')) as sizes
        from brigade.runs i
        cross join lateral (
            select sum(greatest(l.announced, l.seen)) as announced, sum(l.seen) as listed,
                   (select count(*) from forge.merge_requests r
                    where r.project_id = i.project_id and (r.comment_count > 0 or r.task_count > 0)) as discussed
            from brigade.lists l where l.run_id = i.id and l.thing = 'merge_requests') m
        where i.id = run),
    counted as (
        select j.stage, sum(j.requests) filter (where j.state = 'done') as sent,
               sum(j.requests) filter (where j.state = 'ready') as known
        from brigade.jobs j where j.run_id = run group by j.stage),
    part as (
        select e.stage, e.things, greatest(w.requests, coalesce(c.sent, 0) + coalesce(c.known, 0)) as requests,
               case when s.state = 'done' then 0
                    -- When the lists were read to their end, everything is a job. Before that, the sizes say more.
                    else greatest(coalesce(c.known, 0), w.requests - coalesce(c.sent, 0), 0) end as requests_left,
               z.per_hour, o.position
        from size z
        cross join brigade.estimate_requests(z.sizes, z.per_hour) e
        join brigade.stages o on o.pipeline = 'import' and o.name = e.stage
        -- What changed is not known before the lists were read.
        cross join lateral (select case when z.mode = 'full' then e.requests else 0 end as requests) w
        left join brigade.run_stages s on s.run_id = z.id and s.stage = e.stage
        left join counted c on c.stage = e.stage
        where z.mode = 'full' or s.stage is not null)
    select p.stage, p.things, p.requests::bigint, p.requests_left::bigint, round(p.requests_left / p.per_hour, 1)
    from part p order by p.position;
$$;
comment on function brigade.estimate(bigint) is
$$How many API requests does an import still need in each stage, and how many hours is that at the budgets of its
credentials?
The estimate comes from the sizes that the lists gave and from the jobs known so far. It gets better with every
page.
`select sum(requests_left), sum(hours_left) from brigade.estimate(1)` is the sum. Before an import is asked for,
`brigade import --estimate SOURCE` tells it.$$;
