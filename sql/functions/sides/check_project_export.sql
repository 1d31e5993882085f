create or replace function brigade.check_project_export(project bigint, full_name text, target text, options jsonb)
returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (
        select from brigade.runs i
        where i.project_id = check_project_export.project and i.target is null
          and i.state not in ('failed', 'cancelled')) then
        raise exception using errcode = '22023',
            message = format('no import of %s has ended well: what is here may be a part of it', full_name),
            hint = format('Import it: brigade import %s.', full_name);
    end if;
    perform brigade.check_options(target, options, full_name);
end $$;
comment on function brigade.check_project_export(bigint, text, text, jsonb) is
$$Raises 22023 when a project cannot be handed out to a target: no import of it has ended, or brigade.check_options
refuses something.$$;
