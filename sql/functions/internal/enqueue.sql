create or replace function brigade.enqueue(run bigint, stage text, follow_ups jsonb) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    here bigint;
begin
    with wanted as (
        select coalesce(f.stage, enqueue.stage) as stage, f.kind, f.key, f.url, f.link,
               coalesce(f.requests, 0) as requests, f.payload,
               f.page, f.pages
        from jsonb_to_recordset(follow_ups)
             f(stage text, kind text, key text, url text, link text, requests smallint, payload jsonb, page integer,
                 pages integer)),
    added as (
        insert into brigade.jobs (run_id, stage, kind, key, url, link, requests, payload, page, pages)
        select enqueue.run, w.stage, w.kind, w.key, w.url, w.link, w.requests, w.payload, w.page, w.pages
            from wanted w
        on conflict on constraint one_job_per_key do nothing -- a number that was given before raises
        returning stage, id),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs)
        select enqueue.run, 'jobs', 'added', a.stage, array_agg(a.id order by a.id) from added a group by a.stage
            order by a.stage),
    later as (
        -- Other stages are later ones and not open yet, so no other transaction waits for their rows. A run from before
        -- the migration that brought a stage gets its row here.
        insert into brigade.run_stages as s (run_id, pipeline, stage, pending)
        select r.id, r.pipeline, a.stage, count(*) from added a join brigade.runs r on r.id = enqueue.run
        where a.stage <> enqueue.stage group by r.id, a.stage order by a.stage
        on conflict (run_id, stage) do update
        -- A stage that was done already opens again when its turn comes, because it has something to do now.
        set pending = s.pending + excluded.pending,
            state = case when s.state = 'done' then 'waiting' else s.state end)
    select count(*) filter (where a.stage = enqueue.stage) into here from added a;

    if exists (
        select from jsonb_to_recordset(follow_ups) f(stage text, key text, url text)
        where f.url is not null and (
            select count(*) filter (where j.key = f.key) <> 1 or count(*) <> 1 from brigade.jobs j
            where j.run_id = enqueue.run and j.stage = coalesce(f.stage, enqueue.stage)
                and hashtextextended(j.url, 0) = hashtextextended(f.url, 0) and j.url = f.url)) then
        raise exception using errcode = 'BR002',
            message = 'the "next" link of this page leads back to a page that was read already';
    end if;
    return here;
end $$;
comment on function brigade.enqueue(bigint, text, jsonb) is
$$Adds jobs, once each by key, and raises the counts of later stages. brigade.finish calls this.
Returns how many were added to the stage itself.
Raises BR002 when the link to a next page was followed before.$$;
