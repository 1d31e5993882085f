create or replace function brigade.hourly_budget(credentials text[], setting integer default 950,
    anonymous_setting integer default 57) returns integer
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    names text[] := case when cardinality(array_remove(credentials, null)) > 0 then array_remove(credentials, null)
        else array[null]::text[] end;
    unknown text := (
        select w.name from unnest(names) w(name)
        where w.name is not null and not exists (select from brigade.credentials c where c.name = w.name) limit 1);
begin
    if unknown is not null then
        raise exception using errcode = '22023', message = format('there is no credential "%s"', left(unknown, 100)),
            hint = 'See: brigade credential list.';
    end if;
    return (
        select sum(p.per_hour)
        from (
            select distinct on (coalesce(c.identity, '')) brigade.hourly_limit(c.requests_per_hour,
                       coalesce(b.requests_per_hour, case when w.name is null then anonymous_setting else setting end),
                       b.announced_limit, b.announced_window) as per_hour
            from unnest(names) w(name)
            left join brigade.credentials c on c.name = w.name
            left join brigade.budgets b on b.identity = coalesce(c.identity, '')
            order by coalesce(c.identity, ''), 1 desc) p);
end $$;
comment on function brigade.hourly_budget(text[], integer, integer) is
$$How many requests may these credentials send in an hour, together? Those of one identity share one budget. None:
anonymous. setting, anonymous_setting: the limit where nobody has said anything.
Raises 22023 when there is no such credential.$$;
