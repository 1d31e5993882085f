create or replace function brigade.violation_loss_unknown(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select r.id, jsonb_build_object('thing', l.thing, 'key', l.key, 'what', l.what),
           case when k.what is null
               then format('the target %s has no loss "%s", and export %s has one', r.target, l.what, r.id)
               else format('export %s has lost something of %s, and had no row of it', r.id, l.thing) end
    from brigade.runs r
    join brigade.export_losses l on l.export_id = r.id
    left join brigade.loss_kinds k on k.target = r.target and k.what = l.what
    left join brigade.export_counts c on c.export_id = r.id and c.thing = l.thing and c.part = ''
    where (run is null or r.id = run) and r.state = 'finished' and (k.what is null or coalesce(c.here, 0) = 0);
end $$;
comment on function brigade.violation_loss_unknown(bigint) is
$$Losses that brigade.loss_kinds has no sentence for, or that are of a thing of which there was no row.$$;
