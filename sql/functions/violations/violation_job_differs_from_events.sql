create or replace function brigade.violation_job_differs_from_events(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with history as (
        select e.run_id, x.job, max(e.id) as last
        from brigade.runs i
        join brigade.events e on e.run_id = i.id and e.subject = 'jobs'
        cross join lateral unnest(e.jobs) x(job)
        where (run is null or i.id = run) and brigade.has_all_events(i.id)
        group by e.run_id, x.job),
    folded as (
        select h.run_id, h.job, e.event
        from history h join brigade.events e on e.run_id = h.run_id and e.id = h.last),
    present as (
        select j.run_id, j.id, j.key, j.stage, j.state
        from brigade.runs i join brigade.jobs j on j.run_id = i.id
        where (run is null or i.id = run) and brigade.has_all_events(i.id))
    select coalesce(j.run_id, f.run_id), jsonb_build_object('job', coalesce(j.id, f.job)),
           case when j.id is null then format('job %s is gone; what happened to it says %s', f.job, f.event)
                else format('job %s of %s is %s; what happened to it says %s',
                            j.key, j.stage, j.state, coalesce(f.event, 'nothing')) end
    from present j
    full join folded f on f.run_id = j.run_id and f.job = j.id
    where j.state is distinct from case when f.event in ('done', 'failed') then f.event
                                        when f.event <> 'removed' then 'ready' end;
end $$;
comment on function brigade.violation_job_differs_from_events(bigint) is
$$Jobs whose state is not what brigade.events says of them last, and jobs that are gone without an event.$$;
