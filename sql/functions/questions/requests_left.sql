create or replace function brigade.requests_left(run bigint)
returns table (stage text, requests_left bigint)
-- plpgsql keeps its plan from call to call, and brigade.progress asks for each run.
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with rest as (
        select s.stage, s.state, s.pending, s.done, t.first_jobs
        from brigade.run_stages s
        join brigade.runs i on i.id = s.run_id and i.state in ('queued', 'running', 'paused')
        join brigade.stages t on t.pipeline = s.pipeline and t.name = s.stage
        where s.run_id = requests_left.run and s.state <> 'done'),
    -- What changed is not known before the lists were read, and a workspace has its own short lists alone.
    sized as (
        select e.stage, e.requests
        from brigade.runs i cross join brigade.estimate_requests(brigade.known_sizes(i.id), 1) e
        where i.id = requests_left.run and i.pipeline = 'import'),
    known as (
        -- A page of a list stands for those behind it. Of very many jobs some stand for all.
        select r.stage, avg(j.requests * greatest(1, coalesce(j.pages - j.page + 1, 1))) * r.pending as requests,
               max(j.page) filter (where j.pages is null) as page,
               bool_or(j.kind in ('sample', 'probe', 'confirm', 'own_activity', 'decide', 'readings', 'judge')) as plans
        from rest r
        cross join lateral (
            select j.requests, j.page, j.pages, j.kind from brigade.jobs j
            where j.run_id = requests_left.run and j.stage = r.stage and j.state = 'ready' and r.pending > 0
            limit 500) j
        group by r.stage, r.pending)
    select r.stage, ceil(case
        when r.state = 'waiting' then greatest(k.requests, z.requests, (
            select sum((f ->> 'requests')::integer) from jsonb_array_elements(r.first_jobs) f where z.stage is null))
        -- The pages of the activity have no end that anybody says.
        when r.stage = 'pull_requests' and k.page is not null then k.requests + greatest(0, z.requests - k.page - (
            select count(*) from brigade.pages p where p.run_id = requests_left.run and p.thing = 'merge_requests'))
        -- How much is to be read is found out first, and then everything is a job.
        when k.plans then greatest(k.requests, z.requests - r.done) else k.requests end)::bigint
    from rest r
    left join sized z on z.stage = r.stage
    left join known k on k.stage = r.stage;
end $$;
comment on function brigade.requests_left(bigint) is
$$How many API requests does a run still need in each stage that is not done? A stage that waits needs what its size
says, and the open one what its jobs say. Null or 0: none that is known.$$;
