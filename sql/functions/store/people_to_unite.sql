create or replace function forge.people_to_unite(run bigint)
returns table (former bigint, present bigint, sentence text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.id, p.id,
           case when f.mapped_to <> p.mapped_to then format(
               '%s (%s) and %s (%s) are one person and are mapped to "%s" and to "%s", so both stay: map both alike '
               '(brigade users export, brigade users import), then run "brigade retry %s"',
               coalesce(f.display_name, f.nickname, 'somebody'), f.key,
               coalesce(p.display_name, p.nickname, 'somebody'), p.key, f.mapped_to, p.mapped_to, run) end
    from brigade.runs i
    join forge.users f on f.owner = i.requested_by and f.uuid is null
    join forge.users p on p.owner = f.owner and p.account_id = f.account_id and p.uuid is not null
    where i.id = run and not exists (
        select from forge.users o
        where o.owner = p.owner and o.account_id = p.account_id and o.uuid is not null and o.id <> p.id)
    order by f.key;
$$;
comment on function forge.people_to_unite(bigint) is
$$Pairs of rows of forge.users that turned out to be one person: former is known by the account alone, present by the
uuid and the same account. sentence: why they stay two, because they are mapped to two. Null: they can be united.$$;
