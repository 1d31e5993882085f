create or replace function brigade.block_credential(credential text, wait_ms bigint, reason text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update brigade.budgets b
    set told_until = u.until, told_reason = reason
    from (select clock_timestamp() + least(wait_ms, 3600000) * interval '1 millisecond' as until) u
    where b.credential = coalesce(block_credential.credential, '') and (b.told_until is null or b.told_until < u.until);
$$;
comment on function brigade.block_credential(text, bigint, text) is
$$Nobody books a request of this credential (null or empty: anonymous) for wait_ms milliseconds, an hour at most:
Bitbucket answered 429, or cannot be reached$$;
