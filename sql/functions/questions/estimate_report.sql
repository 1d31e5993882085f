create or replace function brigade.estimate_report(sizes jsonb, per_hour numeric, repositories bigint default 1)
returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'stages', (select jsonb_agg(to_jsonb(e))
            from brigade.estimate_sizes(sizes => sizes, per_hour => per_hour, repositories => repositories) e),
        'readings', (select jsonb_agg(to_jsonb(e))
            from brigade.estimate_readings(sizes => sizes, per_hour => per_hour, repositories => repositories) e));
$$;
comment on function brigade.estimate_report(jsonb, numeric, bigint) is
$$brigade.estimate_sizes and brigade.estimate_readings as one object: {stages, readings}.
`brigade import --estimate --json` prints this.$$;
