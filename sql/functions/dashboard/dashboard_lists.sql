create or replace function brigade.dashboard_lists(run bigint, ids bigint[], most integer) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    with waiting as (
        select 1 as place, count(*) over () as count, row_number() over (order by p.run_id) as number, format(
            '<div class="head"><span>%s <bdi>%s</bdi></span><span class="quiet">%s</span></div><bdi>%s</bdi>', p.run_id,
            brigade.html_text(p.source), p.state, brigade.html_text(p.waiting_for)) as html
        from brigade.progress p
        where p.run_id = any (array(select i.id from brigade.runs i where i.state in ('queued', 'running', 'paused')
                                      and (dashboard_lists.run is null or i.id = any (dashboard_lists.ids))
                                          order by i.id limit dashboard_lists.most))
          and p.waiting_for is not null),
    credentials as (
        select 2, count(*) over (), row_number() over (order by r.credential), format(
            '<div class="head"><span>%s</span><span class="quiet">%s of %s requests in the last hour</span></div>%s%s',
            brigade.html_text(r.credential),
            r.used, r.requests_per_hour, brigade.html_bar(r.used, r.requests_per_hour, 'Requests of ' || r.credential),
            '<span class="note">waits until ' || brigade.html_time(r.blocked_until) || ' UTC: <bdi>'
                || brigade.html_text(r.blocked_reason) || '</bdi></span>')
        from brigade.rate_limits r),
    workers as (
        select 3, count(*) over (), row_number() over (order by w.state desc, w.started_at, w.worker), format(
            '<div class="head"><span><bdi>%s:%s</bdi></span><span class="%s">%s</span></div>'
                '<span class="quiet">%s</span>', brigade.html_text(w.host), w.pid,
            case w.state when 'lost' then 'bad' when 'working' then 'live' else 'quiet' end, w.state,
            concat_ws(' &middot; ', 'import ' || w.run_id, w.stage, '<bdi>' || brigade.html_text(w.doing)
                || '</bdi>',
                      'seen ' || brigade.duration_text(now() - w.seen_at) || ' ago'))
        from brigade.workers w where w.state <> 'stopped'),
    failures as (
        select 4, count(*) over (), row_number() over (order by f.last_at desc, f.run_id, f.stage, f.key), format(
            '<div class="head"><span>%s</span><span class="quiet">%s</span></div><bdi>%s</bdi> '
                '<span class="quiet">(%s)</span>',
            brigade.html_link(f.url, format('%s %s: %s', i.source, f.stage, f.key)), brigade.html_time(f.last_at),
            brigade.html_text(f.message),
            concat_ws(', ', case f.attempts when 1 then 'tried once' else format('tried %s times', f.attempts) end,
                'HTTP ' || f.http_status, 'import ' || f.run_id))
        from brigade.failures f join brigade.runs i on i.id = f.run_id
        where dashboard_lists.run is not null and f.run_id = any (dashboard_lists.ids)
        union all
        -- Of all imports by cause.
        select 4, count(*) over (), row_number() over (order by c.things desc, c.message, c.stage), format(
            '<div class="head"><span>%s</span><span class="quiet">%s</span></div><bdi>%s</bdi> '
                '<span class="quiet">(%s)</span>',
            brigade.html_link(c.url, c.message), brigade.html_time(c.last_at), brigade.html_text(c.sources),
            concat_ws(', ', case c.things when 1 then 'one thing' else format('%s things', c.things) end, c.stage,
                'HTTP ' || c.http_status))
        from brigade.open_failures_by_cause c
        where dashboard_lists.run is null),
    missing as (
        -- Finding them takes long, so some imports alone are looked at, beginning with those that lack something.
        select 5, count(*) over (), row_number() over (order by m.run_id desc, m.stage, m.key), format(
            '<div class="head"><span>%s</span><span class="quiet">import %s</span></div><bdi>%s</bdi>',
            brigade.html_link(m.link, concat_ws(' ', i.source, m.thing || ':', m.key)), m.run_id,
            brigade.html_text(m.reason))
        from brigade.missing m join brigade.runs i on i.id = m.run_id
        where m.run_id = any (array(select n.id from brigade.runs n where n.id = any (dashboard_lists.ids)
            or n.parent_id = any (dashboard_lists.ids)
                                      order by n.verdict = 'incomplete' desc nulls last, n.id desc limit 10))
          and not exists (select from brigade.failures f where f.run_id = m.run_id and f.stage = m.stage
              and f.key = m.key)),
    omissions as (
        select 6, count(*) over (), row_number() over (order by o.reason, o.message, o.key), format(
            '<div class="head"><span>%s</span><span class="quiet">%s</span></div><bdi>%s</bdi> '
                '<span class="quiet">(%s)</span>', brigade.html_text(o.key), o.reason,
            brigade.html_text(o.message), o.imports)
        from (select o.key, o.reason, o.message,
                     case when count(*) = 1 then 'import ' || min(o.run_id) else count(*)
                         || ' imports' end as imports
              from brigade.omissions o where dashboard_lists.run is null or o.run_id = any (dashboard_lists.ids)
              group by o.key, o.reason, o.message) o),
    sections(place, heading, nothing) as (
        values (1, 'What waits for what', 'Nothing waits.'), (2, 'Requests', 'No request was sent yet.'),
            (3, 'Workers', 'No worker is running.'),
               (4, 'Could not be brought over', 'Nothing failed.'), (5, 'Missing', 'Nothing else is missing.'),
               (6, 'Not there to be brought over', 'Everything asked for was there.')),
    items as (
        select * from waiting union all select * from credentials union all select * from workers
        union all select * from failures union all select * from missing
        union all select * from omissions)
    select string_agg(l.html, '' order by l.place)
    from (
        select s.place, format('<section><h2>%s%s</h2>%s%s</section>', s.heading,
            case when max(i.count) > 0 then format(' <span class="quiet">(%s)</span>', max(i.count)) else '' end,
            coalesce('<ul class="list card">' || string_agg('<li>' || i.html || '</li>', '' order by i.number)
                filter (where i.number <= dashboard_lists.most) || '</ul>',
                     format('<p class="quiet">%s%s</p>', s.nothing, h.words)),
            case when max(i.count) > dashboard_lists.most then format('<p class="quiet">and %s more</p>',
                max(i.count) - dashboard_lists.most) else '' end) as html
        from sections s
        cross join (select case when dashboard_lists.run is null and brigade.hidden_runs() > 0
            then ' (Of what this role sees.)' else '' end as words) h
        left join items i on i.place = s.place
        group by s.place, s.heading, s.nothing, h.words) l;
$$;
comment on function brigade.dashboard_lists(bigint, bigint[], integer) is
$$Sections of brigade.dashboard(): what waits for what, budgets, workers, failures with links, what is missing,
omissions.
import: number of an import; null: all imports, and those of ids are on the page. most: how many entries a section
has at most.$$;
