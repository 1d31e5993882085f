create or replace function brigade.lease_renewal(credential text, generation bigint, worker text,
    hander text default null)
returns boolean
language sql set search_path = pg_catalog, pg_temp as $$
    with leased as (
        update brigade.sealed_secrets s
        set leased_by = lease_renewal.worker, refusal = null,
            leased_until = clock_timestamp() + case when hander is null then interval '10 seconds'
                else interval '3 minutes' end
        where s.credential = lease_renewal.credential and s.generation = lease_renewal.generation
          and case when hander is null then s.leased_until is null or s.leased_until <= clock_timestamp()
                   else s.leased_by = hander end
        returning 1)
    select exists (select from leased);
$$;
comment on function brigade.lease_renewal(text, bigint, text, text) is
$$One at a time renews the tokens of a credential: true for whom it is. A worker gets the lease for 10 seconds, in
which it starts a process that has it handed over (hander: the worker) for 3 minutes, which is longer than an
exchange with Bitbucket may take. The row's lock orders those who ask; nothing is locked while Bitbucket is asked.
False: somebody does it, or has done it$$;
