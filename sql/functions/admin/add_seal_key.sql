create or replace function brigade.add_seal_key(key_id text, public_key text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.seal_keys (key_id, public_key) values (add_seal_key.key_id, add_seal_key.public_key)
    on conflict on constraint seal_keys_pkey do nothing;
$$;
comment on function brigade.add_seal_key(text, text) is
$$Adds a public key of the workers. Secrets are sealed with it from now on.
`brigade credential keygen` calls this after it has written the private half.$$;
