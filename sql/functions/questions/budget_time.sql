create or replace function brigade.budget_time(credentials text[], requests numeric) returns interval
-- plpgsql keeps its plan from call to call, and brigade.progress asks for each run.
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select greatest(0, budget_time.requests - sum(greatest(0, p.per_hour - p.used))) / nullif(sum(p.per_hour), 0)
               * interval '1 hour'
        from (
            select distinct on (coalesce(c.identity, ''))
                   brigade.hourly_limit(c.requests_per_hour,
                       coalesce(b.requests_per_hour, case when w.name is null then 57 else 950 end),
                       b.announced_limit, b.announced_window) as per_hour,
                   coalesce((select sum(r.requests) from brigade.request_counts r
                             where r.identity = coalesce(c.identity, '')
                               and r.minute > clock_timestamp() - interval '61 minutes'), 0) as used
            from unnest(budget_time.credentials) with ordinality w(name, place)
            left join brigade.credentials c on c.name = w.name
            left join brigade.budgets b on b.identity = coalesce(c.identity, '')
            where w.name is not null or w.place = 1
            order by coalesce(c.identity, ''), w.place) p);
end $$;
comment on function brigade.budget_time(text[], numeric) is
$$How long must so many requests wait at least, at the budgets of these credentials and with what is free of them now?
Zero: they may all be sent at once. A first name that is null stands for anonymous requests.$$;
