create or replace function brigade.start_again(run bigint, stages text[]) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- A worker that has one of these jobs in hand will find that it is gone.
    with gone as (
        delete from brigade.jobs j where j.run_id = start_again.run and j.stage = any (stages) returning j.stage,
        j.id),
    forgotten as (
        delete from brigade.failures f where f.run_id = start_again.run and f.stage = any (stages)),
    unnoted as (
        delete from brigade.omissions o where o.run_id = start_again.run and o.stage = any (stages)),
    unread as (
        delete from brigade.pages p using brigade.things_of(start_again.run) k
        where p.run_id = start_again.run and p.thing = k.thing and k.stage = any (stages))
    insert into brigade.events (run_id, subject, event, stage, jobs)
    select start_again.run, 'jobs', 'removed', g.stage, array_agg(g.id order by g.id) from gone g group by g.stage;
    update brigade.run_stages s set state = 'waiting', pending = 0, done = 0, failed = 0
    where s.run_id = start_again.run and s.stage = any (stages);
$$;
comment on function brigade.start_again(bigint, text[]) is
$$Forgets what stages have done. They begin with their first jobs when brigade.advance opens them.
The rows that they brought stay and are found again. brigade.retry calls this, and so does what brings in something
that other stages read.$$;
