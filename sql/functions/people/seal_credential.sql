create or replace function brigade.seal_credential(
    name text, kind text, email text, key_id text, sealed text, expires_at timestamptz,
    requests_per_hour integer default null)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    known record;
begin
    perform brigade.check_credential(name, kind, email, requests_per_hour);
    if seal_credential.kind = 'oauth' then
        raise exception using errcode = '22023', message = 'the secret of an OAuth consumer cannot be sealed',
            hint = 'It is the operator''s: brigade credential add NAME --kind oauth --key K on a worker host.';
    elsif not exists (select from brigade.seal_keys k where k.key_id = seal_credential.key_id) then
        raise exception using errcode = '22023', message = 'this was sealed with a key that is none of the workers''';
    elsif sealed is null or sealed !~ '^([0-9a-f][0-9a-f])+$' or length(sealed) > 65536 then
        raise exception using errcode = '22023', message = 'this is no sealed text'; -- not quoted: it may be a secret
    end if;
    if not brigade.sees_all(brigade.caller()) and not starts_with(seal_credential.name, brigade.caller() || '/')
       and not exists (select from brigade.credentials c
                       where c.name = seal_credential.name and c.created_by = brigade.caller()) then
        raise exception using errcode = '22023',
            message = format('a credential of %1$s is named %1$s/NAME: "%2$s" is not', brigade.caller(), name),
            hint = format('Seal it as %s/%s.', brigade.caller(), split_part(name, '/', greatest(1, 1 + length(name)
                - length(replace(name, '/', '')))));
    end if;
    select c.created_by = brigade.caller() as is_own, exists (
        select from brigade.sealed_secrets s where s.credential = c.name and c.kind <> 'oauth') as is_sealed
    into known from brigade.credentials c where c.name = seal_credential.name for no key update;
    if found and not known.is_sealed then
        raise exception using errcode = '55000',
            message = format('credential "%s" is the operator''s: its secret is in a file', name),
            hint = 'Choose another name.';
    elsif found and not known.is_own then
        raise exception using errcode = '55000',
            message = format('credential "%s" belongs to another role', name), hint = 'Choose another name.';
    end if;
    insert into brigade.credentials as c (name, kind, email, requests_per_hour)
    values (seal_credential.name, seal_credential.kind, seal_credential.email, seal_credential.requests_per_hour)
    on conflict (name) do update
    set kind = excluded.kind, email = excluded.email, requests_per_hour = excluded.requests_per_hour;
    insert into brigade.sealed_secrets as s (credential, key_id, sealed, sealed_at, expires_at)
    values (seal_credential.name, seal_credential.key_id, decode(seal_credential.sealed, 'hex'), clock_timestamp(),
            seal_credential.expires_at)
    on conflict (credential) do update
    set key_id = excluded.key_id, sealed = excluded.sealed, generation = s.generation + 1,
        sealed_at = excluded.sealed_at,
        expires_at = excluded.expires_at, purged_at = null;
    update brigade.budgets b set used_up_until = null where b.identity = brigade.identity_of(seal_credential.name);
end $$;
comment on function brigade.seal_credential(text, text, text, text, text, timestamptz, integer) is
$$Adds or replaces a credential whose secret was sealed on its owner's machine.
sealed: hexadecimal. expires_at: the same time stands inside the sealed text, where it counts.
Raises 22023 when the name, kind, e-mail, key or text is not valid, 55000 when the credential is the operator's or
another role's.$$;
