create or replace function brigade.dashboard(run bigint default null) returns text
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
    -- A young database has no statistics. Its estimates are so high that compiling took 8 s where running takes 0.3.
    with shown as (
        -- What is under way comes first, then what ended last; a page for people has an end.
        -- Repositories of a workspace stand in its card; on its own page, each has one too.
        select array(
            select i.id from brigade.runs i
            where case when dashboard.run is null then i.parent_id is null
                else dashboard.run in (i.id, i.parent_id) end
            order by i.id <> dashboard.run, array_position(array['running', 'queued', 'paused'], i.state),
                i.finished_at desc, i.id limit 100) as ids),
    counts as (
        select count(*) as all, count(*) filter (where i.state = 'running') as running,
               count(*) filter (where i.state = 'queued') as queued,
               count(*) filter (where i.state = 'paused') as paused,
               count(*) filter (where i.verdict = 'complete') as complete,
               count(*) filter (where i.verdict = 'complete with notes') as notes,
               count(*) filter (where i.verdict = 'incomplete') as incomplete,
               count(*) filter (where i.state = 'failed') as failed,
               count(*) filter (where i.parent_id is null or i.parent_id = dashboard.run) as cards
        from brigade.runs i where dashboard.run is null or dashboard.run in (i.id, i.parent_id)),
    tiles as (
        select string_agg(format('<li><b%s>%s</b>%s</li>', case when t.count > 0 then format(' class="%s"', t.mood)
            else ' class="quiet"' end, t.count, t.label), '' order by t.place) as html
        from counts c cross join lateral (
            values (1, c.running, 'running', 'live'), (2, c.queued, 'queued', 'live'), (3, c.paused, 'paused', 'note'),
                   (4, c.complete, 'complete', 'good'), (5, c.notes, 'complete with notes', 'note'),
                   (6, c.incomplete, 'incomplete', 'bad'), (7, c.failed, 'failed', 'bad')) t(place, count, label, mood)
        where dashboard.run is null),
    style as (select brigade.dashboard_style() as css)
    select concat(
        '<!DOCTYPE html>', e'\n', '<html lang="en"><head><meta charset="utf-8">',
        -- The page may load, send and run nothing, so that foreign text stays text.
        format('<meta http-equiv="Content-Security-Policy" content="default-src ''none''; style-src ''sha256-%s''; '
            'base-uri ''none''; form-action ''none''">',
               encode(sha256(convert_to(s.css, 'UTF8')), 'base64')),
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
            '<title>Bucket Brigade</title><style>', s.css, '</style></head>', e'\n',
        '<body><header><h1>Bucket Brigade', ': import ' || dashboard.run, '</h1><p class="quiet">As of ',
        brigade.html_time(now()), ' UTC</p>',
        '<ul class="tiles">' || t.html || '</ul>', '</header><main>', e'\n',
        '<section><h2>Imports</h2>', brigade.dashboard_imports(i.ids, dashboard.run is null),
        case when c.cards > cardinality(i.ids) then format('<p class="quiet">and %s more</p>',
            c.cards - cardinality(i.ids)) end, '</section>', e'\n',
        '<section><h2>Throughput</h2>', brigade.dashboard_throughput(dashboard.run), '</section>', e'\n',
        brigade.dashboard_lists(dashboard.run, i.ids, 200), e'\n',
        '</main><footer class="quiet small"><p>Made by <code>brigade dashboard</code> from the views of schema '
            'brigade. Times are UTC.</p></footer></body></html>')
    from shown i, counts c, tiles t, style s;
$$;
comment on function brigade.dashboard(bigint) is
$$All dashboards as one web page that loads nothing and has no scripts. `brigade dashboard` prints it.
import: number of an import; null: all imports.$$;
