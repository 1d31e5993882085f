create or replace function brigade.violation_claimed_out_of_stage(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    -- The newest event of the stage before the claim says whether the stage was open.
    select e.run_id, jsonb_build_object('event', e.id, 'stage', e.stage),
           format('jobs of stage %s were claimed while it was not open', e.stage)
    from (select e.run_id, e.id, e.stage, e.subject,
                 max(e.id) filter (where e.subject = 'stage') over w as last,
                 max(e.id) filter (where e.subject = 'stage' and e.event = 'open') over w as opened
          from brigade.runs i
          join brigade.events e on e.run_id = i.id
            and (e.subject = 'stage' or (e.subject = 'jobs' and e.event = 'claimed'))
          where (run is null or i.id = run) and brigade.has_all_events(i.id)
          window w as (partition by e.run_id, e.stage order by e.id)) e
    where e.subject = 'jobs' and e.opened is distinct from e.last;
end $$;
comment on function brigade.violation_claimed_out_of_stage(bigint) is
$$Claims of jobs whose stage was not open at that moment.
Such jobs may have read what an earlier stage had not brought yet.$$;
