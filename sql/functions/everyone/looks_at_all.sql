create or replace function brigade.looks_at_all(member name) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select brigade.sees_all(looks_at_all.member) or exists (
        select from pg_roles r
        where r.rolname = 'brigade_viewer' and pg_has_role(looks_at_all.member, r.oid, 'usage'));
$$;
comment on function brigade.looks_at_all(name) is
$$Whether a role sees the imports of all, and steers nothing by that. Members of brigade_viewer do, and who may steer
them all (brigade.sees_all).$$;
