create or replace function brigade.next_due(kinds text[], place bigint default null, portable text[] default null,
    out wait_ms bigint, out unfinished boolean, out idle bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    live bigint := (select count(*) from (
        select from brigade.runs i where i.state in ('queued', 'running') limit 17) r);
begin
    unfinished := live > 0;
    idle := (select count(*) from brigade.worker_sessions w
        where w.run_id is null and w.stopped_at is null and w.seen_at > clock_timestamp() - interval '3 minutes');
    if live > 16 then
        -- As brigade.next_turns has seen it.
        select coalesce(min(case when t.runs <> '{}' or not isfinite(t.made_at) then 0
                    else extract(epoch from t.made_at + t.good_for - clock_timestamp()) * 1000 end), 0) into wait_ms
        from brigade.turns t
        where t.place_id = coalesce(next_due.place, 0);
        return;
    end if;
    select extract(epoch from min(brigade.due_at(i.id, i.stage,
            case when h.place_id <> next_due.place then portable else kinds end, b.blocked_until))
        - clock_timestamp()) * 1000
    into wait_ms
    from brigade.runs i
    left join brigade.project_places h on h.project_id = i.project_id
    cross join lateral (
        select min(case when b.blocked_until < clock_timestamp() + interval '2 hours' then b.blocked_until
            else '-infinity' end) as blocked_until
        from unnest(array_prepend(i.credential, i.credentials)) w(name)
        left join brigade.credentials c on c.name = w.name
        left join brigade.budgets b on b.identity = coalesce(c.identity, '')) b
    where i.state in ('queued', 'running');
end $$;
comment on function brigade.next_due(text[], bigint, text[]) is
$$For a worker that could claim nothing. kinds, place, portable: see brigade.claim.
wait_ms: until the first job may be claimed. Null: none is waiting. Negative: one may be claimed at once.
unfinished: whether any run is under way.
idle: how many workers have nothing to do, the asking one included.$$;
