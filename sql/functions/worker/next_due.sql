create or replace function brigade.next_due(kinds text[], out wait_ms bigint, out unfinished boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select (extract(epoch from min(d.due) - clock_timestamp()) * 1000)::bigint,
           count(*) > 0
    from brigade.runs i
    join brigade.run_stages s on s.run_id = i.id and s.stage = i.stage
    cross join lateral (
        select min(case when b.blocked_until < clock_timestamp() + interval '2 hours' then b.blocked_until
            else '-infinity' end) as blocked_until
        from unnest(array_prepend(i.credential, i.credentials)) w(name)
        left join brigade.budgets b on b.credential = coalesce(w.name, '')) b
    cross join lateral (
        select min(greatest(
            case when j.run_after <= clock_timestamp() + interval '6 hours' then j.run_after end,
            case when j.requests > 0 then b.blocked_until end, '-infinity')) as due
        from brigade.jobs j
        where j.run_id = i.id and j.stage = i.stage and j.state = 'ready' and j.kind = any (next_due.kinds)) d
    where i.state in ('queued', 'running');
$$;
comment on function brigade.next_due(text[]) is
$$For a worker that could claim nothing.
wait_ms: until the first job may be claimed. Null: none is waiting. Negative: one may be claimed at once.
unfinished: whether any run is under way.$$;
