create or replace function brigade.dashboard_more(ids bigint[], count bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select case when dashboard_more.count > 0 then format(
        '<details class="card"><summary>%s more</summary><ul class="list small">%s</ul>%s</details>',
        dashboard_more.count,
        string_agg(format('<li><div class="head"><span>%s <bdi>%s</bdi></span><span class="%s">%s</span></div></li>',
            p.run_id, brigade.html_text(p.source),
            case when p.state = 'failed' or p.verdict = 'incomplete' then 'bad' when p.verdict = 'complete' then 'good'
                when p.verdict is not null or p.state in ('paused', 'cancelled') then 'note' else 'live' end,
            concat_ws(', ', p.state || coalesce(': ' || p.verdict, ''), brigade.html_time(p.finished_at))), ''
            order by s.place),
        case when dashboard_more.count > cardinality(dashboard_more.ids)
            then format('<p class="quiet">and %s more</p>', dashboard_more.count - cardinality(dashboard_more.ids))
            else '' end)
        else '' end
    from unnest(dashboard_more.ids) with ordinality s(id, place)
    join brigade.progress p on p.run_id = s.id;
$$;
comment on function brigade.dashboard_more(bigint[], bigint) is
$$Part of a section of brigade.dashboard(): imports that have no card, a line each, of so many in all.$$;
