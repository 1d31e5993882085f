create or replace function brigade.block_credential(credential text, wait_ms bigint, reason text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update brigade.budgets b
    set server_wait_until = u.until, server_wait_reason = reason
    from (select clock_timestamp() + least(wait_ms, 3600000) * interval '1 millisecond' as until) u
    where b.identity = brigade.identity_of(block_credential.credential)
      and (b.server_wait_until is null or b.server_wait_until < u.until
        or b.server_wait_until > u.until + interval '2 hours'); -- of a clock that was ahead
$$;
comment on function brigade.block_credential(text, bigint, text) is
$$Keeps all workers from booking requests of an identity for wait_ms milliseconds, an hour at most, because the server
answered 429 or cannot be reached.
credential: null or empty is anonymous. reason: what people read about it. Locks the budget.$$;
