create or replace function forge.pages_to_sweep(run bigint) returns table (page bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.page
    from brigade.runs i
    cross join lateral (
        select coalesce(max(c.place), 0) as place from brigade.cursors c
        where c.project_id = i.project_id and c.name = 'sweep') c
    cross join lateral (
        select (count(*) - 1) / 50 + 1 as pages, count(*) as here from forge.live_merge_requests m
        where m.project_id = i.project_id) m
    -- A list that says it has fewer than are here is read whole: then it is known which it does not name any more.
    cross join lateral (
        select case when exists (select from brigade.tallies t where t.run_id = i.id and t.thing = 'merge_requests'
                                     and t.announced < m.here)
                    then m.pages else least((forge.audit_budget(run => i.id) + 3) / 4, m.pages) end as number) b
    -- From the next page on, and from the first again: each page once.
    cross join lateral generate_series(c.place + 1, c.place + b.number) n(number)
    cross join lateral (select (n.number - 1) % m.pages + 1 as page) p
    where i.id = run and m.pages > 0
    order by n.number;
$$;
comment on function forge.pages_to_sweep(bigint) is
$$Pages of the list of merge requests, oldest first, that a sync reads again: a quarter of what forge.audit_budget
leaves, from where the last sync ended, or all.$$;
