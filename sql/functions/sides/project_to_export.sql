create or replace function brigade.project_to_export(source text, project bigint, requester name)
returns table (id bigint, full_name text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    wanted text;
    slug text;
begin
    if num_nulls(project_to_export.source, project_to_export.project) = 2 then
        raise exception using errcode = '22023',
            message = 'an export needs the project that it hands out',
            hint = 'Set source, such as acme/widgets, or project_id. brigade status names yours.';
    elsif project_to_export.source is not null then
        select p.workspace || '/' || p.slug, p.slug into wanted, slug
        from brigade.parse_source(project_to_export.source) p;
        if slug = '' then
            raise exception using errcode = '22023',
                message = format('%s is a workspace, and one project is meant', rtrim(wanted, '/')),
                hint = 'Write workspace/slug. brigade status names yours.';
        end if;
    end if;
    -- A project of one's own goes before one of the same name that one may see, too.
    return query
    select p.id, p.full_name from forge.projects p
    where (project_to_export.project is null or p.id = project_to_export.project)
      and (wanted is null or lower(p.full_name) = lower(wanted))
      and (p.owner = any (brigade.own_roles(requester)) or brigade.sees_all(requester))
    order by p.owner <> requester, p.owner = any (brigade.own_roles(requester)) desc, p.id limit 1;
    if not found then
        raise exception using errcode = 'P0002',
            message = format('there is no project %s', coalesce(wanted,
                project_to_export.project::text)),
            hint = 'Import it first, or see what is here: brigade status.';
    end if;
end $$;
comment on function brigade.project_to_export(text, bigint, name) is
$$The project that a requester means by a source (workspace/slug, or its address), by a number, or by both.
Raises 22023 when neither is given or the source is a workspace; P0002 when there is no such project, or when it is not
the requester's.$$;
