create or replace function brigade.check_workspace_export(wanted brigade.runs) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if wanted.options ? 'name' then
        raise exception using errcode = '22023',
            message = format('the option name is of one project, and %s is a workspace', wanted.source),
            hint = 'Leave it out: each project is named after its slug.';
    end if;
    perform brigade.check_options(wanted.target, wanted.options, wanted.source);
    if not exists (select from brigade.projects_to_export(wanted.workspace, wanted.requested_by)) then
        raise exception using errcode = 'P0002',
            message = format('there is no project of the workspace %s', wanted.workspace),
            hint = 'Import it first, or see what is here: brigade status.';
    end if;
end $$;
comment on function brigade.check_workspace_export(brigade.runs) is
$$Raises 22023 when an export of a whole workspace has an option that its target does not understand, or that is of one
project; P0002 when none of its projects is here, or none is the requester's.$$;
