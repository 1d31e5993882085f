create or replace function brigade.return_requests(credential text, unused bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    payer text := brigade.identity_of(return_requests.credential);
begin
    if unused > 0 then
        -- Lock the budget first, as brigade.book_requests does, or the two deadlock.
        perform from brigade.budgets b where b.identity = payer for no key update;
        -- The newest minutes have the requests that were just booked, so begin with them.
        with newest as (
            select c.minute, c.requests,
                   sum(c.requests) over (order by c.minute desc) - c.requests as before
            from brigade.request_counts c
            where c.identity = payer and c.minute > clock_timestamp() - interval '10 minutes')
        update brigade.request_counts c
        set requests = c.requests - least(n.requests, greatest(0, unused - n.before))
        from newest n
        where c.identity = payer and c.minute = n.minute and n.before < unused;
        update brigade.budgets b
        set used_up_until = null,
            remaining = b.remaining + case when b.remaining_until > clock_timestamp() then unused else 0 end
        where b.identity = payer and (b.used_up_until is not null or b.remaining is not null);
    end if;
end $$;
comment on function brigade.return_requests(text, bigint) is
$$Gives back requests that were booked and not sent, so that others can book them.
Locks the budget.$$;
