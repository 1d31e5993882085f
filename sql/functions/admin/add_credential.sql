create or replace function brigade.add_credential(
    name text, kind text, email text default null, requests_per_hour integer default null,
    consumer_key text default null)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    same_consumer boolean;
    owner name;
begin
    perform brigade.check_credential(name, kind, email, requests_per_hour);
    if (add_credential.kind = 'oauth') <> (add_credential.consumer_key is not null) then
        raise exception using errcode = '22023',
            message = 'an oauth credential needs the key of its consumer, others have none';
    elsif add_credential.consumer_key !~ '^[A-Za-z0-9._~-]{1,200}$' then
        raise exception using errcode = '22023', message = 'this cannot be the key of an OAuth consumer',
            hint = 'Copy the key that Bitbucket shows beside the consumer, under Workspace settings, OAuth consumers.';
    end if;
    if strpos(add_credential.name, '/') > 0 then
        raise exception using errcode = '22023',
            message = format('"%s" cannot be the name of a credential', left(name, 100)),
            hint = 'Names with a slash are those that requesters seal, with their role in front: choose another.';
    end if;
    select c.created_by into owner from brigade.credentials c where c.name = add_credential.name for update;
    -- An administrator may replace what an administrator added, never what a requester sealed.
    if found and owner <> brigade.caller() and not exists (
        select from pg_roles r where r.rolname = owner and brigade.sees_all(r.rolname)) then
        raise exception using errcode = '55000',
            message = format('credential "%s" belongs to role %s', name, owner),
            hint = 'Choose another name, or remove that one first.';
    end if;
    same_consumer := exists (
        select from brigade.credentials c
        where c.name = add_credential.name and c.consumer_key = add_credential.consumer_key);
    insert into brigade.credentials as c (name, kind, email, requests_per_hour, consumer_key)
    values (add_credential.name, add_credential.kind, add_credential.email, add_credential.requests_per_hour,
            add_credential.consumer_key)
    on conflict (name) do update
    set kind = excluded.kind, email = excluded.email, requests_per_hour = excluded.requests_per_hour,
        consumer_key = excluded.consumer_key, created_by = brigade.caller(), created_at = now();
    -- The new secret may open more than the old one did, so it must be shared anew.
    if not same_consumer then
        delete from brigade.credential_users u where u.credential = add_credential.name;
    end if;
    -- A larger budget counts at once.
    update brigade.budgets b set used_up_until = null where b.identity = brigade.identity_of(add_credential.name);

    -- A sealed text belongs to the old secret, unless the same consumer got a new one.
    if add_credential.kind = 'oauth' then
        insert into brigade.sealed_secrets as s (credential) values (add_credential.name)
        on conflict (credential) do update
        set sealed = case when same_consumer then s.sealed end, key_id = case when same_consumer then s.key_id end,
            generation = s.generation + (not same_consumer)::integer, leased_by = null, leased_until = null,
            refusal = null,
            purged_at = null;
    else
        delete from brigade.sealed_secrets s where s.credential = add_credential.name;
    end if;
end $$;
comment on function brigade.add_credential(text, text, text, integer, text) is
$$Adds a credential, or replaces what is known of it. The secret is not a parameter: `brigade credential add` puts it
into a file on the worker host.
The tokens of an OAuth consumer stay when its key is the same, and so do the roles that it is shared with. Otherwise
nobody else may use it any more.
Raises 22023 when the name, kind, e-mail, key or budget is not valid, 55000 when a requester sealed it.$$;
