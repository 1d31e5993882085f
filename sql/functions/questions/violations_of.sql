create or replace function brigade.violations_of(run bigint default null)
returns table (invariant text, run_id bigint, source text, message text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select v.invariant, v.run_id, i.source, v.message
    from (select null::bigint as id where violations_of.run is null
          union all
          select f.id from brigade.runs f where violations_of.run in (f.id, f.parent_id)) f
    cross join lateral brigade.violations(f.id) v
    left join brigade.runs i on i.id = v.run_id
    order by v.run_id, v.invariant;
$$;
comment on function brigade.violations_of(bigint) is
$$What brigade.violations finds in an import and its repositories or, without a number, in all imports, with the
source of each. `brigade verify` prints it.$$;
