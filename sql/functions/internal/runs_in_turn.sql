create or replace function brigade.runs_in_turn(kinds text[], skip bigint[], due_alone boolean, place bigint,
    portable text[])
returns bigint[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    moment timestamptz := clock_timestamp(); -- a variable, because no index is read by what changes within a statement
begin
    return array(
        with live as (
            select i.id, i.priority, i.requested_by, coalesce(i.parent_id, i.id) as family
            from brigade.runs i
            join brigade.run_stages s on s.run_id = i.id and s.stage = i.stage and s.pending > 0
            join brigade.stages t on t.pipeline = i.pipeline and t.name = i.stage
            left join brigade.project_places h on h.project_id = i.project_id
            -- Jobs that stand for children are pending, too. No worker claims them.
            where i.state in ('queued', 'running') and i.id <> all (skip)
              and (not t.follows_children and not due_alone or brigade.has_due_job(i.id, i.stage,
                  case when h.place_id <> runs_in_turn.place then portable else kinds end))),
        spent as (
            select i.requested_by, coalesce(i.parent_id, i.id) as family, sum(m.jobs + m.requests) as work
            from brigade.meters m join brigade.runs i on i.id = m.run_id
            where m.minute > moment - interval '10 minutes' and m.minute <= moment
              and (select count(*) from live) > 1
            group by i.requested_by, family)
        select l.id
        from live l
        left join (select p.requested_by, sum(p.work) as work from spent p group by p.requested_by) r
            on r.requested_by = l.requested_by
        left join spent f on f.family = l.family
        order by l.priority desc, coalesce(r.work, 0), coalesce(f.work, 0), l.id
        limit 1000);
end $$;
comment on function brigade.runs_in_turn(text[], bigint[], boolean, bigint, text[]) is
$$The runs that have something to do, in the order in which they take turns: a higher priority first, then the requester
for whom least was done in the last ten minutes, then the run for which least was done. A run and its children count as
one.
kinds: of jobs that the worker can do. skip: runs to pass over. due_alone: no run of which all jobs wait or are in the
hands of workers. place, portable: see brigade.claim.$$;
