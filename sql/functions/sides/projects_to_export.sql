create or replace function brigade.projects_to_export(workspace text, requester name)
returns table (id bigint, full_name text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    -- A project of one's own goes before one of the same name that one may see, too.
    select distinct on (lower(p.full_name) collate "C") p.id, p.full_name
    from forge.projects p
    where lower(split_part(p.full_name, '/', 1)) = lower(projects_to_export.workspace)
      and (p.owner = any (brigade.own_roles(requester)) or brigade.sees_all(requester))
    order by lower(p.full_name) collate "C", p.owner <> requester,
             p.owner = any (brigade.own_roles(requester)) desc, p.id;
$$;
comment on function brigade.projects_to_export(text, name) is
$$The projects of a workspace that a requester may export, in the order of their names.$$;
