create or replace function brigade.violation_proof_differs(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select f.run_id, jsonb_build_object('thing', f.thing),
           format('the lists of %s named %s when the run ended, and name %s', f.thing, f.seen, c.seen)
    from brigade.proofs f
    cross join lateral brigade.count_lists(f.run_id, f.thing) c
    where (run is null or f.run_id = run)
      and (f.announced_first, f.announced, f.seen, f.short)
          is distinct from (c.announced_first, c.announced, c.seen, c.short)
    union all
    select f.run_id, jsonb_build_object('thing', f.thing),
           format('all %s were here when the run ended, and %s are not', f.thing, a.absent)
    from brigade.newest_imports n
    join brigade.proofs f on f.run_id = n.run_id and f.is_here
    left join brigade.removals r on r.project_id = n.project_id and r.thing = f.thing
    cross join lateral (select count(*) as absent from brigade.absent_of(f.run_id, f.thing)) a
    where (run is null or f.run_id = run) and f.removals = coalesce(r.number, 0) and a.absent > 0;
end $$;
comment on function brigade.violation_proof_differs(bigint) is
$$Counts in brigade.proofs that a recount does not give, and rows that went without brigade.removals saying so.
Triggers see to both, and somebody who may switch them off could make brigade.missing hide what is missing.$$;
