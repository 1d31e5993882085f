create or replace function brigade.remove_credential(name text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    users text;
begin
    -- An insert of an import with this credential waits for us, because its foreign key needs this row.
    perform from brigade.credentials c where c.name = remove_credential.name for update;
    if not found then
        raise exception using errcode = 'P0002',
            message = format('there is no credential "%s"', left(remove_credential.name, 100)),
            hint = 'See: brigade credential list.';
    end if;
    select string_agg(u.id::text, ', ' order by u.id) into users from (
        select i.id from brigade.runs i
        where remove_credential.name in (select u.credential from brigade.credential_uses u where u.run_id = i.id)
          and i.state in ('queued', 'running', 'paused')
        order by i.id limit 10) u;
    if users is not null then
        raise exception using errcode = '55000',
            message = format('credential "%s" is in use by imports that have not ended: %s', remove_credential.name,
                users),
            hint = 'Let them end, or end each: brigade cancel NUMBER.';
    end if;
    update brigade.runs i set credential = nullif(i.credential, remove_credential.name),
        credentials = nullif(array_remove(i.credentials, remove_credential.name), '{}')
    where i.id in (select u.run_id from brigade.credential_uses u where u.credential = remove_credential.name);
    delete from brigade.credential_uses u where u.credential = remove_credential.name;
    delete from brigade.budgets b
    where b.identity = brigade.identity_of(remove_credential.name) and not exists (
        select from brigade.credentials c where c.identity = b.identity and c.name <> remove_credential.name);
    delete from brigade.credentials c where c.name = remove_credential.name;
end $$;
comment on function brigade.remove_credential(text) is
$$Forgets a credential. Imports that have ended no longer name it.
The requests of the last hour are remembered, because the credential may be added again.
Raises P0002 when there is no such credential, 55000 when an import that has not ended uses it.$$;
