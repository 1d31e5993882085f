create or replace function brigade.repository_of(source text, kind text)
returns table (project_id bigint, full_name text, slug text, repository text, path text, head text, refs bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return query
    select p.id, p.full_name, j.slug, g.kind, g.path, g.head, g.ref_count
    from brigade.project_to_export(repository_of.source, null, current_user) p
    join forge.projects j on j.id = p.id
    join forge.repositories g on g.project_id = p.id and g.kind = repository_of.kind;
    if not found then
        raise exception using errcode = 'P0002',
            message = format('%s has no repository of its %s here', repository_of.source, repository_of.kind),
            hint = 'See: select path, kind from forge.repositories.';
    end if;
end $$;
comment on function brigade.repository_of(text, text) is
$$The repository of a project, its code or its wiki, and where it stands below the storage directory of the workers:
`brigade clone` copies it. head is the branch that HEAD names; refs counts branches and tags.
Raises 22023 when the source names no project; P0002 when there is no such project, when it is not the caller's, or when
it has no such repository.$$;
