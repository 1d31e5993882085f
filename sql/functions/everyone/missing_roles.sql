create or replace function brigade.missing_roles() returns table (role name, statement text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select r.name, format('create role %I nologin;', r.name)
    from unnest('{brigade_worker, brigade_requester, brigade_viewer, brigade_admin}'::name[]) r(name)
    where r.name not in (select p.rolname from pg_roles p);
$$;
comment on function brigade.missing_roles() is
$$Which roles of sql/rights.sql could the installer not make, and which statement makes each? No row when all are there.
`brigade install` tells them.$$;
