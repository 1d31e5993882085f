create or replace function brigade.hourly_limit(own integer, setting integer, announced_limit integer,
    announced_window interval) returns integer
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select coalesce(least(own, case when announced_limit is not null then greatest(2, least(10000,
        announced_limit * 3600.0 / greatest(coalesce(extract(epoch from announced_window), 3600), 1)) * 0.95)::integer
        end), setting);
$$;
comment on function brigade.hourly_limit(integer, integer, integer, interval) is
$$How many requests an identity may send in an hour: 95 of 100 that answers announce, never more than 10,000, and never
more than the credential's own limit. Where neither says anything, the setting counts.
own: brigade.credentials.requests_per_hour. announced_limit, announced_window: of brigade.budgets. No window:
an hour.$$;
