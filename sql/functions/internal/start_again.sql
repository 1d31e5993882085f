create or replace function brigade.start_again(run bigint, stages text[], whole boolean default false)
returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- A worker that has one of these jobs in hand will find that it is gone.
    with again as (
        select s.name, case when start_again.whole then '{}' else s.plans end as plans
        from brigade.runs r join brigade.stages s on s.pipeline = r.pipeline
        where r.id = start_again.run and s.name = any (stages)),
    gone as (
        delete from brigade.jobs j using again a
        where j.run_id = start_again.run and j.stage = a.name and (a.plans = '{}' or j.kind = any (a.plans))
        returning j.stage, j.id, j.key),
    forgotten as (
        delete from brigade.failures f using gone g
        where f.run_id = start_again.run and f.stage = g.stage and f.key = g.key),
    unnoted as (
        delete from brigade.omissions o using again a
        where o.run_id = start_again.run and o.stage = a.name and a.plans = '{}'),
    unread as (
        delete from brigade.pages p using brigade.things_of(start_again.run) k, again a
        where p.run_id = start_again.run and p.thing = k.thing and k.stage = a.name and a.plans = '{}')
    insert into brigade.events (run_id, subject, event, stage, jobs)
    select start_again.run, 'jobs', 'removed', g.stage, array_agg(g.id order by g.id) from gone g group by g.stage;
    update brigade.run_stages s
    set state = 'waiting', pending = n.ready, done = n.done, failed = n.failed
    from unnest(stages) a(stage)
    cross join lateral (
        select count(*) filter (where j.state = 'ready') as ready, count(*) filter (where j.state = 'done') as done,
               count(*) filter (where j.state = 'failed') as failed
        from brigade.jobs j where j.run_id = start_again.run and j.stage = a.stage) n
    where s.run_id = start_again.run and s.stage = a.stage;
$$;
comment on function brigade.start_again(bigint, text[], boolean) is
$$Forgets what stages have done. They begin with their first jobs when brigade.advance opens them.
The rows that they brought stay and are found again. A stage that plans (brigade.stages.plans) forgets nothing but its
plans, because new ones find what is new, unless whole is true. brigade.retry calls this, and so does what brings in
something that other stages read.$$;
