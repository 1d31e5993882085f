create or replace function brigade.violation_rows_unaccounted(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select r.id, jsonb_build_object('thing', s.thing),
           format('export %s is %s, and %s of %s rows of %s are neither in the output nor among its losses', r.id,
               r.verdict, s.unaccounted, s.here, s.thing)
    from brigade.runs r join brigade.export_reconciliation s on s.export_id = r.id
    where (run is null or r.id = run) and r.state = 'finished' and r.verdict <> 'incomplete' and s.unaccounted <> 0;
end $$;
comment on function brigade.violation_rows_unaccounted(bigint) is
$$Exports that ended well although not every row of the store was found in their output, or among their losses.$$;
