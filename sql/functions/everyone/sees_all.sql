create or replace function brigade.sees_all(member name) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from pg_roles r
        where (r.rolname = 'brigade_admin' or r.oid = (select n.nspowner from pg_namespace n
            where n.nspname = 'brigade'))
          and pg_has_role(member, r.oid, 'usage'));
$$;
comment on function brigade.sees_all(name) is
$$Whether a role sees and steers the imports of all. Members of brigade_admin and of the role that owns the schemas
do.$$;
