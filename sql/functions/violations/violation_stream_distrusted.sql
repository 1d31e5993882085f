create or replace function brigade.violation_stream_distrusted(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('property', c.property),
           format('comments were taken from the activity stream, and it was found wrong in %s', c.property)
    from brigade.runs i
    join brigade.calibrations s on s.run_id = i.id and s.property = 'stream' and s.decided = 'yes'
    join brigade.calibrations c on c.run_id = i.id and c.property in ('identity', 'text', 'resolution')
        and c.decided = 'no'
    where (run is null or i.id = run) and i.mode = 'full' and i.state = 'finished';
end $$;
comment on function brigade.violation_stream_distrusted(bigint) is
$$Imports that took comments from an activity stream that they had found to be wrong.$$;
