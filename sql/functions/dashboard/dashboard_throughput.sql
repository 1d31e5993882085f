create or replace function brigade.dashboard_throughput(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    with meters as (
        select m.minute, sum(m.jobs) as jobs, sum(m.requests) as requests
        from brigade.meters m
        where m.minute > now() - interval '1 day'
            and (dashboard_throughput.run is null or m.run_id in (
                select r.id from brigade.runs r where dashboard_throughput.run in (r.id, r.parent_id)))
        group by m.minute),
    span as (
        -- Up to sixty bars from the first work of the last day until now, each of so many whole minutes.
        select s.until, ceil(s.minutes / 60)::integer as minutes, least(60, greatest(12, s.minutes))::integer as count
        from (select n.until, extract(epoch from n.until - min(m.minute)) / 60 as minutes
              from meters m, (select date_trunc('minute', now()) + interval '1 minute' as until) n group by n.until) s),
    bars as (
        select b.place, s.count, s.until - (s.count - b.place) * s.minutes * interval '1 minute' as since,
               coalesce(sum(m.jobs), 0) / s.minutes as jobs, coalesce(sum(m.requests), 0) / s.minutes as requests
        from span s
        cross join lateral generate_series(0, s.count - 1) b(place)
        left join meters m on m.minute >= s.until - (s.count - b.place) * s.minutes * interval '1 minute'
                          and m.minute < s.until - (s.count - b.place - 1) * s.minutes * interval '1 minute'
        group by b.place, s.until, s.minutes, s.count),
    series as (
        select n.position, n.name, b.place, b.count, b.since, n.value,
               max(n.value) over (partition by n.name) as highest
        from bars b cross join lateral (values (1, 'Jobs', b.jobs), (2, 'Requests', b.requests)) n(position, name,
            value)),
    charts as (
        select s.position, format(
            '<figure class="card"><figcaption class="head"><strong>%1$s a minute</strong>'
                '<span class="quiet">most: %2$s, now: %3$s</span></figcaption>'
            '<svg viewBox="0 0 600 100" preserveAspectRatio="none" role="img" aria-label="%1$s a minute over time; '
                'at most %2$s">%4$s</svg>'
            '<p class="ends small quiet"><span>%5$s</span><span>now</span></p></figure>',
            s.name, round(max(s.highest), 1), round((array_agg(s.value order by s.place desc))[1], 1),
            string_agg(case when s.value > 0 then format('<rect x="%s" y="%s" width="%s" height="%s">'
                '<title>%s UTC: %s a minute</title></rect>',
                round(600.0 * (s.place + 0.1) / s.count, 1), round(100 - 98 * s.value / s.highest, 1),
                round(480.0 / s.count, 1),
                round(98 * s.value / s.highest, 1),
                to_char(s.since at time zone 'UTC', 'HH24:MI'), round(s.value, 1)) else '' end, '' order by s.place),
            brigade.html_time(min(s.since))) as html
        from series s group by s.position, s.name)
    select coalesce('<div class="charts">' || string_agg(c.html, '' order by c.position) || '</div>',
                    '<p class="quiet">Nothing was done in the last day.</p>')
    from charts c;
$$;
comment on function brigade.dashboard_throughput(bigint) is
$$Section of brigade.dashboard(): jobs and requests a minute over the last day, as pictures.
import: number of an import, whose repositories count with it; null: all imports.$$;
