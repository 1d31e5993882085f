create or replace function brigade.book_requests(
    credential text, per_hour integer, wanted bigint, at_least bigint default 1) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    moment timestamptz;
    server_wait timestamptz;
    used_until timestamptz;
    free bigint;
    granted bigint;
begin
    insert into brigade.budgets (credential, requests_per_hour)
    values (book_requests.credential, book_requests.per_hour) on conflict on constraint budgets_pkey do nothing;
    select b.server_wait_until into server_wait from brigade.budgets b
    where b.credential = book_requests.credential for no key update;
    moment := clock_timestamp(); -- after the lock: times must not run backwards among the workers
    -- Waits and counts of the future are of a clock that was ahead.
    if server_wait > moment and server_wait < moment + interval '2 hours' then
        return 0;
    end if;

    select per_hour - coalesce(sum(c.requests), 0) into free
    from brigade.request_counts c
    where c.credential = book_requests.credential and c.minute > moment - interval '61 minutes'
      and c.minute <= moment;
    granted := case when free >= at_least then least(wanted, free) else 0 end;

    if granted > 0 then
        insert into brigade.request_counts as c (credential, minute, requests)
        values (book_requests.credential, date_trunc('minute', moment), granted)
        on conflict (credential, minute) do update set requests = c.requests + excluded.requests;
    elsif wanted > 0 then
        used_until := brigade.budget_free_at(book_requests.credential, moment, at_least - free);
    end if;
    update brigade.budgets b
    set requests_per_hour = per_hour, used_up_until = used_until
    where b.credential = book_requests.credential
      and (b.requests_per_hour, b.used_up_until) is distinct from (per_hour, used_until);
    return granted;
end $$;
comment on function brigade.book_requests(text, integer, bigint, bigint) is
$$Books requests of a credential within its rolling hour, so that all workers together stay below the limit.
credential: its name; empty: anonymous. per_hour: its limit. wanted: how many requests to book at most. at_least:
how many are of use; fewer are not booked.
A minute counts from its start until 61 minutes later, so that no rolling hour ever holds more than the limit.
Returns how many were booked. When it is 0, the budget says until when nobody needs to ask again.
Locks the budget.$$;
