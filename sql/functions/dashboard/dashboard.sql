create or replace function brigade.dashboard(run bigint default null, refresh integer default null) returns text
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
    -- A young database has no statistics. Its estimates are so high that compiling took 8 s where running takes 0.3.
    with shown as (
        -- What is under way comes first, then what ended last; a page for people has an end.
        -- Repositories of a workspace stand in its card; on its own page, each has one too.
        select case when dashboard.run is null then 12 else 30 end as cards, array(
            select i.id from brigade.runs i
            where case when dashboard.run is null then i.parent_id is null
                else dashboard.run in (i.id, i.parent_id) end
            order by i.id <> dashboard.run, array_position(array['running', 'queued', 'paused'], i.state),
                i.finished_at desc, i.id limit 100) as ids),
    counts as (
        select count(*) as cards from brigade.runs i
        where case when dashboard.run is null then i.parent_id is null
            else dashboard.run in (i.id, i.parent_id) end),
    tiles as (
        select string_agg(format('<li><b%s>%s</b>%s</li>', case when t.count > 0 then format(' class="%s"', t.mood)
            else ' class="quiet"' end, t.count, t.label), '' order by t.place) as html
        from (select l.place, l.label, l.mood, count(s.run_id) as count
              from (values (1, 'running', 'live'), (2, 'waiting', 'live'), (3, 'paused', 'note'), (4, 'failed', 'bad'),
                   (5, 'incomplete', 'bad'), (6, 'complete with notes', 'note'), (7, 'complete', 'good'))
                  l(place, label, mood)
              left join brigade.standing s on s.standing = l.label and not s.is_workspace and s.target is null
              group by l.place, l.label, l.mood) t
        where dashboard.run is null),
    style as (select brigade.dashboard_style() as css),
    hidden as (select brigade.hidden_note() as note where dashboard.run is null)
    select concat(
        '<!DOCTYPE html>', e'\n', '<html lang="en"><head><meta charset="utf-8">',
        -- The page may load, send and run nothing, so that foreign text stays text.
        format('<meta http-equiv="Content-Security-Policy" content="default-src ''none''; style-src ''sha256-%s''; '
            'base-uri ''none''; form-action ''none''">',
               encode(sha256(convert_to(s.css, 'UTF8')), 'base64')),
        case when dashboard.refresh is not null then
            format('<meta http-equiv="refresh" content="%s">', greatest(5, least(86400, dashboard.refresh))) end,
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
            '<title>Bucket Brigade</title><style>', s.css, '</style></head>', e'\n',
        '<body><header><h1>Bucket Brigade', ': import ' || dashboard.run, '</h1><p class="quiet">As of ',
        brigade.html_time(now()), ' UTC</p>',
        '<p class="note">' || brigade.html_text((select h.note from hidden h)) || '</p>',
        '<ul class="tiles" aria-label="Repositories">' || t.html || '</ul>', '</header><main>', e'\n',
        case when dashboard.run is null then brigade.dashboard_attention() end,
        '<section><h2>Imports</h2>', brigade.dashboard_imports(i.ids[1:i.cards], dashboard.run is null),
        brigade.dashboard_more(i.ids[i.cards + 1:], c.cards - i.cards), '</section>', e'\n',
        '<section><h2>Throughput</h2>', brigade.dashboard_throughput(dashboard.run), '</section>', e'\n',
        brigade.dashboard_lists(dashboard.run, i.ids, case when dashboard.run is null then 20 else 200 end), e'\n',
        '</main><footer class="quiet small"><p>Made by <code>brigade dashboard</code> from the views of schema '
            'brigade. Times are UTC.</p></footer></body></html>')
    from shown i, counts c, tiles t, style s;
$$;
comment on function brigade.dashboard(bigint, integer) is
$$All dashboards as one web page that loads nothing and has no scripts. `brigade dashboard` prints it.
run: number of an import; null: all imports. refresh: after so many seconds, from 5 to 86400, a browser loads the page
again; null: it does not.$$;
