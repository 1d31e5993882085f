create or replace function brigade.may_use(role name, credential text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from pg_roles r
        join brigade.credentials c on c.name = may_use.credential
        where r.rolname = may_use.role
          and (c.created_by = any (brigade.own_roles(r.rolname)) or brigade.sees_all(r.rolname) or exists (
                select from brigade.credential_users u join pg_roles g on g.rolname = u.role
                where u.credential = c.name and pg_has_role(r.oid, g.oid, 'usage'))));
$$;
comment on function brigade.may_use(name, text) is
$$Whether a role may use a credential: it added it, has it by brigade.share_credential, itself or as a member, or is an
administrator. False for a role or a credential that is not there$$;
