create or replace function brigade.note_limits(
    credential text, allowed bigint, window_s bigint, is_near boolean, remaining bigint, reset_ms bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update brigade.budgets b
    set announced_limit = case when allowed > 0 then least(allowed, 1000000)::integer else b.announced_limit end,
        announced_window = case when window_s > 0 then least(window_s, 86400) * interval '1 second'
            when allowed is null then b.announced_window end,
        near_limit_until = case when is_near then m.now + interval '5 minutes'
            when is_near is null then b.near_limit_until end,
        -- What others have booked and not yet sent is part of what the answer calls remaining.
        remaining = case when u.until is null then b.remaining
            when b.remaining_until > m.now and b.remaining_until < m.now + interval '2 hours'
                then least(b.remaining, note_limits.remaining)
            else note_limits.remaining end,
        remaining_until = coalesce(u.until, b.remaining_until)
    from (select clock_timestamp() as now) m
    -- Seconds are cut off: the window may end one later.
    cross join lateral (select case when note_limits.remaining >= 0 and reset_ms >= 0
        then m.now + least(reset_ms, 3600000) * interval '1 millisecond' + interval '1 second' end as until) u
    where b.identity = brigade.identity_of(note_limits.credential);
$$;
comment on function brigade.note_limits(text, bigint, bigint, boolean, bigint, bigint) is
$$Writes down what answers said of an identity's budget (X-RateLimit-Limit, -NearLimit, -Remaining and -Reset), for all
workers: allowed requests in a window of window_s seconds, and whether the limit is near; remaining: the least that an
answer named, until reset_ms from now. Null: not said.
Locks the budget.$$;
