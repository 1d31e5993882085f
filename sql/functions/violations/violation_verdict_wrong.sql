create or replace function brigade.violation_verdict_wrong(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('missing', m.things),
           format('the verdict is "%s", and %s is missing: see brigade.missing', i.verdict, m.things)
    from brigade.runs i
    cross join lateral (select coalesce(sum(m.number), 0) as things from brigade.missing m where m.run_id = i.id) m
    where (run is null or i.id = run)
      and i.state = 'finished' and i.verdict <> 'incomplete' and m.things > 0
    union all
    select i.id, jsonb_build_object('omissions', o.notes),
           format('the verdict is "%s", and there are %s notes: see brigade.%s', i.verdict, o.notes,
               case when i.target is null then 'omissions' else 'export_losses' end)
    from brigade.runs i
    cross join lateral (
        select (select count(*) from brigade.omissions o where o.run_id = i.id and o.reason <> 'unproved')
             + (select count(*) from brigade.export_losses l where l.export_id = i.id)
             + (select count(*) from brigade.runs c where c.parent_id = i.id and c.verdict = 'complete with notes')
                 as notes) o
    where (run is null or i.id = run)
      and i.state = 'finished' and (i.verdict = 'complete') <> (o.notes = 0) and i.verdict <> 'incomplete';
end $$;
comment on function brigade.violation_verdict_wrong(bigint) is
$$Imports whose verdict says more than is true: something is missing, or there are notes that the verdict hides.$$;
