create or replace function brigade.seal_key() returns table (key_id text, public_key text, requester name, space text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select k.key_id, k.public_key, current_user,
           case when brigade.sees_all(current_user) then '' else current_user || '/' end
    from brigade.seal_keys k
    order by k.created_at desc, k.key_id
    limit 1;
$$;
comment on function brigade.seal_key() is
$$The newest of the workers' keys, for which a secret is sealed now, and the role that a secret is sealed by, which
is the caller; space: what stands before the names of his credentials. No row when the workers have no key. `brigade
credential seal` asks this.$$;
