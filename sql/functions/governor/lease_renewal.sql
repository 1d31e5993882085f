create or replace function brigade.lease_renewal(credential text, generation bigint, worker text,
    handed_by text default null)
returns boolean
language sql set search_path = pg_catalog, pg_temp as $$
    with leased as (
        update brigade.sealed_secrets s
        set leased_by = lease_renewal.worker, refusal = null,
            leased_until = clock_timestamp() + case when handed_by is null then interval '10 seconds'
                else interval '3 minutes' end
        where s.credential = lease_renewal.credential and s.generation = lease_renewal.generation
          and case when handed_by is null then s.leased_until is null or s.leased_until <= clock_timestamp()
                       or s.leased_until > clock_timestamp() + interval '2 hours'
                   else s.leased_by = handed_by end
        returning 1)
    select exists (select from leased);
$$;
comment on function brigade.lease_renewal(text, bigint, text, text) is
$$Leases the renewal of a credential's tokens to one worker at a time.
A worker gets the lease for 10 seconds. In that time it starts a process, which takes the lease over (handed_by: the
worker's name) for 3 minutes, because an exchange with Bitbucket takes less than that.
Returns true when the caller has the lease; false when another one has it, or when the tokens were renewed already.
Locks the row of brigade.sealed_secrets. Nothing is locked while Bitbucket is asked.$$;
