create or replace function brigade.distrust_secret(credential text, generation bigint) returns boolean
language sql set search_path = pg_catalog, pg_temp as $$
    update brigade.sealed_secrets s
    set renew_at = clock_timestamp(),
        distrusted_at = case when s.expires_at > clock_timestamp() then clock_timestamp() else s.distrusted_at end
    where s.credential = distrust_secret.credential and s.generation = distrust_secret.generation
      and (s.expires_at <= clock_timestamp() or s.distrusted_at is null
           or s.distrusted_at <= clock_timestamp() - interval '1 minute');
    -- This is a statement of its own, because it must see what others did while the first one waited for them.
    select exists (
        select from brigade.sealed_secrets s
        where s.credential = distrust_secret.credential
          and (s.generation > distrust_secret.generation
            or s.generation = distrust_secret.generation and s.renew_at <= clock_timestamp()));
$$;
comment on function brigade.distrust_secret(text, bigint) is
$$Bitbucket answered 401 to the tokens of a generation. True: they are renewed before anybody uses them again, or
were meanwhile. False: they came of such a renewal within the last minute, and were refused too$$;
