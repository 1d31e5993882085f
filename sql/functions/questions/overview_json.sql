create or replace function brigade.overview_json(which text) returns json
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
    select coalesce(json_agg(row_to_json(p) order by p.run_id), '[]')
    from brigade.progress p
    where p.run_id = any (array(select brigade.shown(overview_json.which)));
$$;
comment on function brigade.overview_json(text) is
$$The imports that brigade.shown has, for programs: an array of objects with the columns of brigade.progress.
`brigade status --json` prints this.$$;
