create or replace function brigade.fail_renewal(
    credential text, generation bigint, worker text, refusal text, is_final boolean, wait_ms bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update brigade.sealed_secrets s
    set refusal = fail_renewal.refusal, refusal_is_final = is_final,
        leased_until = clock_timestamp() + least(wait_ms, 600000) * interval '1 millisecond'
    where s.credential = fail_renewal.credential and s.generation = fail_renewal.generation
      and s.leased_by = fail_renewal.worker;
$$;
comment on function brigade.fail_renewal(text, bigint, text, text, boolean, bigint) is
$$Records that the worker that holds the lease could not renew the tokens, and why. Nobody asks again before wait_ms.
is_final: only a person can mend it.$$;
