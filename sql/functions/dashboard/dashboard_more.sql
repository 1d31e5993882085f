create or replace function brigade.dashboard_more(ids bigint[], count bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select case when dashboard_more.count > 0 then format(
        '<details class="card"><summary>%s more</summary><ul class="list small">%s</ul>%s</details>',
        dashboard_more.count,
        string_agg(format('<li><div class="head"><span>%s <bdi>%s</bdi></span><span class="%s">%s</span></div></li>',
            r.id, brigade.html_text(r.source),
            case when r.state = 'failed' or r.verdict = 'incomplete' then 'bad' when r.verdict = 'complete' then 'good'
                when r.verdict is not null or r.state in ('paused', 'cancelled') then 'note' else 'live' end,
            concat_ws(', ', r.state || coalesce(': ' || r.verdict, ''), brigade.html_time(r.finished_at))), ''
            order by s.place),
        case when dashboard_more.count > cardinality(dashboard_more.ids)
            then format('<p class="quiet">and %s more</p>', dashboard_more.count - cardinality(dashboard_more.ids))
            else '' end)
        else '' end
    from unnest(dashboard_more.ids) with ordinality s(id, place)
    join brigade.runs r on r.id = s.id;
$$;
comment on function brigade.dashboard_more(bigint[], bigint) is
$$Part of a section of brigade.dashboard(): imports that have no card, a line each, of so many in all.$$;
