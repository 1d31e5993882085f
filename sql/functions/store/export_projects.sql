create or replace function brigade.export_projects(run bigint)
returns table (slug text, project_id bigint, source text, refusal text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted brigade.runs;
begin
    select * into strict wanted from brigade.runs r where r.id = export_projects.run;
    for project_id, source in
        select p.id, p.full_name from brigade.projects_to_export(wanted.workspace, wanted.requested_by) p
    loop
        slug := lower(split_part(source, '/', 2));
        refusal := null;
        begin
            perform brigade.check_project_export(project_id, source, wanted.target,
                brigade.options_for(wanted.options, slug));
        exception when invalid_parameter_value then
            refusal := sqlerrm;
        end;
        return next;
    end loop;
end $$;
comment on function brigade.export_projects(bigint) is
$$The projects that an export of a whole workspace hands out. refusal: why one of them cannot be.$$;
