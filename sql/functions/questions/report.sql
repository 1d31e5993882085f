create or replace function brigade.report(import bigint) returns json
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(json_agg(row_to_json(t)), '[]')
    from (
        select p.*,
               (select coalesce(json_agg(s order by s.position), '[]')
                from brigade.stage_progress s where s.import = p.import) as stages,
               (select coalesce(json_agg(f order by f.last_at, f.stage, f.key), '[]')
                from brigade.failures f where f.import_id = p.import) as failures,
               (select coalesce(json_agg(o order by o.stage, o.key), '[]')
                from brigade.omissions o where o.import_id = p.import) as omissions,
               (select coalesce(json_agg(r order by r.kind), '[]')
                from brigade.reconciliation r where r.import_id = p.import) as reconciliation
        from brigade.progress p
        where p.import = report.import) t;
$$;
comment on function brigade.report(bigint) is
$$All about one import, for programs: an array of one object with the columns of brigade.progress and, as arrays, its
rows of stage_progress, failures, omissions and reconciliation. The array is empty when there is no such import.
`brigade status IMPORT --json` prints this.$$;
