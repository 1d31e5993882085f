create or replace function brigade.own_roles(member name) returns name[]
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(r.rolname), '{}') from pg_roles r
    where pg_has_role(member, r.oid, 'usage')
      and r.rolname not in ('brigade_worker', 'brigade_requester', 'brigade_viewer', 'brigade_admin');
$$;
comment on function brigade.own_roles(name) is
$$The roles whose imports a role may see and steer: itself, and those whose rights it inherits. So a team can be a
role.
The four roles of Bucket Brigade are left out, because everybody has one of them and they own nothing.$$;
