create or replace function brigade.share_credential(credential text, role name, shared boolean default true)
    returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    perform from brigade.credentials c
    where c.name = share_credential.credential
      and (c.created_by = any (brigade.own_roles(brigade.caller())) or brigade.sees_all(brigade.caller()))
    for key share;
    if not found then
        raise exception using errcode = 'P0002',
            message = format('there is no credential "%s" of yours', left(share_credential.credential, 100)),
            hint = 'See: brigade credential list. Only who added one may share it.';
    elsif not shared then
        delete from brigade.credential_users u
        where u.credential = share_credential.credential and u.role = share_credential.role;
    elsif not exists (select from pg_roles r where r.rolname = share_credential.role) then
        raise exception using errcode = '22023', message = format('there is no role "%s"', share_credential.role);
    else
        insert into brigade.credential_users (credential, role)
            values (share_credential.credential, share_credential.role)
        on conflict on constraint credential_users_pkey do nothing;
    end if;
end $$;
comment on function brigade.share_credential(text, name, boolean) is
$$Lets a role, and the members of it, use a credential in imports of their own. brigade_requester stands for everybody
who may ask for imports.
shared false: takes that back; imports of theirs that use it pause.
Raises P0002 when there is no such credential, 22023 when there is no such role.$$;
