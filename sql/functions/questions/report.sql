create or replace function brigade.report(run bigint) returns json
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(json_agg(row_to_json(t)), '[]')
    from (
        select p.*, brigade.seen_as_of(p.run_id) as seen_as_of,
               (select coalesce(json_agg(s order by s.position), '[]')
                from brigade.stage_progress s where s.run_id = p.run_id) as stages,
               (select coalesce(json_agg(f order by f.last_at, f.stage, f.key), '[]')
                from brigade.failures f where f.run_id = p.run_id) as failures,
               (select coalesce(json_agg(o order by o.stage, o.key), '[]')
                from brigade.omissions o where o.run_id = p.run_id) as omissions,
               (select coalesce(json_agg(r order by r.thing), '[]')
                from brigade.reconciliation r where r.run_id = p.run_id) as reconciliation
        from brigade.progress p
        where p.run_id = report.run) t;
$$;
comment on function brigade.report(bigint) is
$$All about one import, for programs: an array of one object with the columns of brigade.progress, as of when
its project is here (seen_as_of) and, as arrays, its
rows of stage_progress, failures, omissions and reconciliation. The array is empty when there is no such import.
`brigade status IMPORT --json` prints this.$$;
