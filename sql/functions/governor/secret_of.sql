create or replace function brigade.secret_of(credential text, run bigint default null)
returns table (
    kind text, email text, consumer_key text, is_sealed boolean, key_id text, sealed text, generation bigint,
    must_renew boolean, is_leased boolean, refusal text, refusal_is_final boolean, purged_at timestamptz,
    expires_at timestamptz, scopes text,
    requested_by name, new_key_id text, new_public_key text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select c.kind, c.email, c.consumer_key, s.credential is not null, s.key_id, encode(s.sealed, 'hex'), s.generation,
           s.sealed is null or coalesce(s.renew_at <= clock_timestamp(), false),
           coalesce(s.leased_until > clock_timestamp(), false), s.refusal, s.refusal_is_final, s.purged_at,
           s.expires_at, s.scopes,
           (select i.requested_by from brigade.runs i where i.id = secret_of.run), k.key_id, k.public_key
    from brigade.credentials c
    left join brigade.sealed_secrets s on s.credential = c.name
    left join lateral (
        select n.key_id, n.public_key from brigade.seal_keys n order by n.created_at desc, n.key_id limit 1) k on true
    where c.name = secret_of.credential;
$$;
comment on function brigade.secret_of(text, bigint) is
$$All that a worker needs to sign in with a credential for an import: the sealed secret (hexadecimal), whether OAuth
tokens must be renewed, whether a worker does that now, and the key to seal with.
is_sealed false: the secret is in a file.
No row: there is no such credential.$$;
