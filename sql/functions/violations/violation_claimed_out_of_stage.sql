create or replace function brigade.violation_claimed_out_of_stage(import bigint default null)
returns table (import_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    -- The newest event of the stage before the claim says whether the stage was open.
    select e.import_id, jsonb_build_object('event', e.id, 'stage', e.stage),
           format('jobs of stage %s were claimed while it was not open', e.stage)
    from (select e.import_id, e.id, e.stage, e.subject,
                 max(e.id) filter (where e.subject = 'stage') over w as last,
                 max(e.id) filter (where e.subject = 'stage' and e.event = 'open') over w as opened
          from brigade.imports i
          join brigade.events e on e.import_id = i.id
            and (e.subject = 'stage' or (e.subject = 'jobs' and e.event = 'claimed'))
          where (import is null or i.id = import) and brigade.has_all_events(i.id)
          window w as (partition by e.import_id, e.stage order by e.id)) e
    where e.subject = 'jobs' and e.opened is distinct from e.last;
end $$;
comment on function brigade.violation_claimed_out_of_stage(bigint) is
$$Claims of jobs whose stage was not open at that moment.
Such jobs may have read what an earlier stage had not brought yet.$$;
