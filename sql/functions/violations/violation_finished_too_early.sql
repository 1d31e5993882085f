create or replace function brigade.violation_finished_too_early(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select s.run_id, jsonb_build_object('stage', s.stage),
           format('the import has finished, and %s jobs of stage %s are pending', s.pending, s.stage)
    from brigade.runs i
    join brigade.run_stages s on s.run_id = i.id and (s.pending > 0 or s.state <> 'done')
    where (run is null or i.id = run) and i.state = 'finished';
end $$;
comment on function brigade.violation_finished_too_early(bigint) is
$$Imports that have finished while a stage of theirs had something left to do.$$;
