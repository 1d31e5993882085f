create or replace function brigade.book_requests(
    credential text, per_hour integer, wanted bigint, at_least bigint default 1) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    payer text := brigade.identity_of(book_requests.credential);
    moment timestamptz;
    b brigade.budgets;
    used bigint;
    paced bigint;
    free bigint;
    granted bigint;
    used_until timestamptz;
begin
    insert into brigade.budgets (identity, requests_per_hour) values (payer, per_hour)
    on conflict on constraint budgets_pkey do nothing;
    select * into b from brigade.budgets o where o.identity = payer for no key update;
    moment := clock_timestamp(); -- after the lock: times must not run backwards among the workers
    -- Waits and counts of the future are of a clock that was ahead.
    if b.server_wait_until > moment and b.server_wait_until < moment + interval '2 hours' then
        return 0;
    end if;

    select coalesce(sum(c.requests), 0),
           -- The server says that the limit is near: half of the even pace.
           case when b.near_limit_until > moment then greatest(per_hour / 120, at_least)
               - coalesce(sum(c.requests) filter (where c.minute = date_trunc('minute', moment)), 0) end
    into used, paced
    from brigade.request_counts c
    where c.identity = payer and c.minute > moment - interval '61 minutes' and c.minute <= moment;
    -- A new window: what it holds is known, and what is left of it once an answer says so.
    if b.remaining_until <= moment or b.remaining_until > moment + interval '2 hours' then
        b.remaining := floor(b.announced_limit * 0.95);
        b.remaining_until := case when b.announced_limit is not null
            then moment + least(coalesce(b.announced_window, '1 hour'), '1 hour') end;
    end if;
    free := least(per_hour - used, paced, b.remaining);
    granted := case when free >= at_least then least(wanted, free) else 0 end;

    if granted > 0 then
        insert into brigade.request_counts as c (identity, minute, requests)
        values (payer, date_trunc('minute', moment), granted)
        on conflict (identity, minute) do update set requests = c.requests + excluded.requests;
    elsif wanted > 0 then
        used_until := greatest(
            case when per_hour - used < at_least
                then brigade.budget_free_at(payer, moment, at_least - per_hour + used) end,
            case when paced < at_least then date_trunc('minute', moment) + interval '1 minute' end,
            case when b.remaining < at_least then b.remaining_until end);
    end if;
    update brigade.budgets o
    set requests_per_hour = per_hour, used_up_until = used_until, remaining = b.remaining - granted,
        remaining_until = b.remaining_until
    where o.identity = payer
      and (o.requests_per_hour, o.used_up_until, o.remaining, o.remaining_until)
        is distinct from (per_hour, used_until, b.remaining - granted, b.remaining_until);
    return granted;
end $$;
comment on function brigade.book_requests(text, integer, bigint, bigint) is
$$Books requests of an identity within its rolling hour, and within what the server last said is left, so that all
workers together stay below the limit.
credential: which one is used; empty: anonymous. per_hour: its limit. wanted: how many requests to book at most.
at_least: how many are of use; fewer are not booked.
A minute counts from its start until 61 minutes later, so that no rolling hour ever holds more than the limit.
Returns how many were booked. When it is 0, the budget says until when nobody needs to ask again.
Locks the budget.$$;
