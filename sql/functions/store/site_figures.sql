create or replace function forge.site_figures(run bigint)
returns table (id text, title text, unit text, label text, is_stacked boolean, labels text, series text, "values" text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as (
        select r.project_id, r.options ->> 'vanished' is distinct from 'false' as has_gone
        from brigade.runs r where r.id = site_figures.run),
    pulls as (
        select m.* from here h
        join forge.merge_requests m on m.project_id = h.project_id and (h.has_gone or m.vanished_at is null)),
    notes as (
        select n.* from here h
        join forge.notes n on n.project_id = h.project_id and not n.pending and not n.deleted
            and (h.has_gone or n.vanished_at is null and not (
            n.noteable_type = 'merge_request' and forge.has_vanished(n.project_id, n.noteable_iid)))),
    charts(place, id, title, unit, is_stacked) as (
        values (1, 'pulls', 'Pull requests by the time they were made, and their state', 'Pull requests', true),
               (2, 'waits', 'Time to the first review and to the merge', 'Median hours, by when it was made' || case
                   when exists (select from pulls m where m.vanished_at is not null)
                   then '; without what is no longer at Bitbucket' else '' end, false),
               (3, 'talk', 'Comments by person and time', 'Comments', true)),
    writers as (
        select n.author_id, w.name, row_number() over (order by count(*) desc, n.author_id) as place
        from notes n
        join forge.names_of(site_figures.run) w on w.user_id = n.author_id
        group by n.author_id, w.name),
    dated as (
        select 1 as chart, m.created_at as at, m.state as series,
               case m.state when 'opened' then 1 when 'merged' then 2 else 3 end as place, null::float8 as hours
        from pulls m
        union all
        select 2, l.created_at, 'first review', 1, extract(epoch from l.first_review_after) / 3600
        from pulls m join forge.review_latency l on l.project_id = m.project_id and l.iid = m.iid
        where l.first_review_after is not null
        union all
        select 2, l.created_at, 'merge', 2, extract(epoch from l.merged_after) / 3600
        from pulls m join forge.review_latency l on l.project_id = m.project_id and l.iid = m.iid
        where l.merged_after is not null
        union all
        select 3, n.created_at, case when w.place <= 5 then w.name else 'others' end, least(coalesce(w.place, 6), 6),
               null
        from notes n
        left join writers w on w.author_id = n.author_id),
    -- A date that cannot be one would make the picture as wide as history.
    sound as (
        select d.*, d.at at time zone 'UTC' as utc from dated d
        where d.at >= '2000-01-01 00:00:00+00' and d.at < '2100-01-01 00:00:00+00'),
    spans as (
        select s.chart, min(s.utc) as first, max(s.utc) as last,
               case when max(s.utc) - min(s.utc) > interval '1500 days' then 'year' else 'month' end as span
        from sound s group by s.chart),
    ticks as (
        select s.chart, s.span, t.at
        from spans s
        cross join lateral generate_series(date_trunc(s.span, s.first), s.last, ('1 ' || s.span)::interval) t(at)),
    kinds as (select s.chart, s.place, min(s.series) as series from sound s group by s.chart, s.place),
    points as (
        select s.chart, date_trunc(p.span, s.utc) as at, s.place,
               case when s.chart = 2
                    then ceil(greatest(percentile_cont(0.5) within group (order by s.hours), 0))::bigint
                    else count(*) end as number
        from sound s join spans p on p.chart = s.chart
        group by s.chart, date_trunc(p.span, s.utc), s.place)
    select c.id, c.title, c.unit, initcap(p.span), c.is_stacked, (
               select json_agg(to_char(t.at, case t.span when 'year' then 'YYYY' else 'YYYY-MM' end) order by t.at)
               from ticks t where t.chart = c.place)::text, (
               select json_agg(k.series order by k.place) from kinds k where k.chart = c.place)::text, (
               select json_agg(case when t.chart = 2 then n.number else coalesce(n.number, 0) end::text
                               order by t.at, k.place)
               from ticks t join kinds k on k.chart = t.chart
               left join points n on n.chart = t.chart and n.at = t.at and n.place = k.place
               where t.chart = c.place)::text
    from charts c join spans p on p.chart = c.place
    order by c.place;
$$;
comment on function forge.site_figures(bigint) is
$$Figures that the first page of a site shows as pictures: names of the bars (labels) and of what each counts (series),
and the values, label by label; null where a median has nothing to be of. A picture of which nothing is known is
missing.$$;
