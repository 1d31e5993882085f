create or replace function brigade.budget_free_at(credential text, moment timestamptz, needed bigint)
    returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(min(c.minute) + interval '61 minutes', budget_free_at.moment + interval '1 minute')
    from (
        select r.minute, sum(r.requests) over (order by r.minute) as leaving
        from brigade.request_counts r
        where r.identity = budget_free_at.credential and r.minute > budget_free_at.moment - interval '61 minutes'
          and r.minute <= budget_free_at.moment) c
    where c.leaving >= budget_free_at.needed;
$$;
comment on function brigade.budget_free_at(text, timestamptz, bigint) is
$$When the requests that are needed are free again, because so many have left the rolling hour.$$;
