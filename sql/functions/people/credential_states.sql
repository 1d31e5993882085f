create or replace function brigade.credential_states()
returns table (name text, kind text, email text, requests_per_hour integer, key_id text, is_sealed boolean,
               is_purged boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select c.name, c.kind, c.email, c.requests_per_hour, s.key_id,
           c.kind <> 'oauth' and s.sealed_at is not null and s.purged_at is null,
           c.kind <> 'oauth' and s.purged_at is not null
    from brigade.credentials c
    left join brigade.sealed_secrets s on s.credential = c.name
    order by c.name;
$$;
comment on function brigade.credential_states() is
$$The credentials and where the secret of each is: sealed in the database for the workers' key `key_id`, deleted from it
(is_purged), or, when neither is true, in a file of the worker hosts. `brigade credential list` prints this.$$;
