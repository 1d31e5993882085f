create or replace function brigade.renew_secret(
    credential text, generation bigint, key_id text, sealed text, lifetime_ms bigint, scopes text default null)
returns boolean
language sql set search_path = pg_catalog, pg_temp as $$
    with renewed as (
        update brigade.sealed_secrets s
        set key_id = renew_secret.key_id, sealed = decode(renew_secret.sealed, 'hex'), generation = s.generation + 1,
            sealed_at = n.at, expires_at = n.at + n.lifetime,
            renew_at = n.at + n.lifetime - least(n.lifetime / 10, interval '5 minutes'),
            scopes = renew_secret.scopes,
            distrusted_at = case when renew_secret.generation is not null then s.distrusted_at end,
            leased_by = null, leased_until = null, refusal = null, purged_at = null
        from (select clock_timestamp() as at, renew_secret.lifetime_ms * interval '1 millisecond' as lifetime) n
        where s.credential = renew_secret.credential
          and (renew_secret.generation is null or s.generation = renew_secret.generation)
        returning 1)
    select exists (select from renewed);
$$;
comment on function brigade.renew_secret(text, bigint, text, text, bigint, text) is
$$Replaces the tokens of a generation by new ones (sealed, hexadecimal). generation null: replaces whatever is there
(`brigade login`).
The new tokens are renewed 5 minutes before they expire, or when nine tenths of a short life are over.
Returns false when another worker was faster. Then its tokens count.$$;
