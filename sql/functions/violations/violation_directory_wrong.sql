create or replace function brigade.violation_directory_wrong(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select r.id, jsonb_build_object('directory', r.directory),
           case when r.directory is null
               then format('export %s is %s, and has published nothing', r.id, r.verdict)
               else format('export %s has published %s, which is not its own', r.id, r.directory) end
    from brigade.runs r
    where (run is null or r.id = run) and r.generation is not null and r.pipeline in (
            select t.name from brigade.pipelines t where t.hands_out)
      and (r.state = 'finished' and r.verdict <> 'incomplete' and r.directory is null
        or r.directory <> format('%s/%s', r.target, r.project_id));
end $$;
comment on function brigade.violation_directory_wrong(bigint) is
$$Exports that ended well and have published nothing, or that published where another project stands.$$;
