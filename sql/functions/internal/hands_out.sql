create or replace function brigade.hands_out(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from brigade.runs r join brigade.pipelines p on p.name = r.pipeline and p.hands_out
        where r.id = hands_out.run);
$$;
comment on function brigade.hands_out(bigint) is
'Whether a run is the export of a project.';
