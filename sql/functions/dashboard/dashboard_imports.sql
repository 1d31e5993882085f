create or replace function brigade.dashboard_imports(ids bigint[], below boolean) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    with rows as (
        select p.*,
               case when p.state = 'failed' or p.verdict = 'incomplete' then 'bad' when p.verdict = 'complete'
                   then 'good'
                    when p.verdict is not null or p.state in ('paused', 'cancelled') then 'note'
                        else 'live' end as mood,
               p.state || coalesce(': ' || p.verdict, case when p.state = 'running' then ': ' || p.stage end,
                   '') as words
        from brigade.progress p
        where p.run_id = any (dashboard_imports.ids) or dashboard_imports.below
            and p.parent_id = any (dashboard_imports.ids)),
    shown as (select r.*, s.place from unnest(dashboard_imports.ids) with ordinality s(id, place)
        join rows r on r.run_id = s.id),
    stages as (
        select s.run_id, string_agg(format(
            '<tr class="is-%s"><th scope="row">%s</th><td>%s</td><td class="n">%s of %s%s</td></tr>',
            case when s.failed > 0 then 'bad' when s.state = 'done' then 'good' else 'live' end, s.stage,
            -- A stage without jobs is shown as done.
            case when s.state = 'done' and s.total = 0 then brigade.html_bar(1, 1, s.stage)
                else brigade.html_bar(s.done, s.total, s.stage) end,
            s.done, s.total, case when s.failed > 0 then format('<br><span class="bad">%s failed</span>', s.failed)
                else '' end),
            '' order by s.position) as rows
        from brigade.stage_progress s where s.run_id = any (dashboard_imports.ids) group by s.run_id),
    parts as (
        -- The repositories of a workspace, below its sum: what is under way first, then what needs a look.
        select b.parent_id, count(*) as count, string_agg(format(
            '<li class="is-%1$s"><div class="head"><span>%2$s <bdi>%3$s</bdi></span><span class="%1$s">%4$s</span>'
                '</div>%5$s</li>',
            b.mood, b.run_id, brigade.html_text(b.source), b.words,
            case when b.state = 'finished' then '' else brigade.html_bar(b.percent, 100, 'Import ' || b.run_id) end),
                '' order by b.number)
            filter (where b.number <= 30) as html
        from (select r.*,
            row_number() over (partition by r.parent_id order by array_position(array['running', 'queued', 'paused'],
            r.state),
                                                                                  r.mood <> 'bad', r.run_id) as number
              from rows r where dashboard_imports.below and r.parent_id is not null) b
        group by b.parent_id),
    counts as (
        -- Counting takes long, so the first cards alone have it. brigade.dashboard(run) has it for any import.
        select c.id as run_id, brigade.dashboard_counts(c.id) as rows from unnest(dashboard_imports.ids[1:10]) c(id))
    select '<ul class="cards">' || coalesce(string_agg(format(
        '<li class="is-%1$s"><div class="head"><h3>%2$s <bdi>%3$s</bdi></h3><strong class="%1$s">%4$s</strong>'
            '</div>%5$s<p class="small">%6$s</p>%7$s%9$s%8$s</li>',
        s.mood, s.run_id, brigade.html_text(s.source),
        s.words,
        case when s.state = 'finished' and s.failed = 0 then brigade.html_bar(1, 1, 'Import ' || s.run_id)
             else brigade.html_bar(s.percent, 100, 'Import ' || s.run_id) end,
        concat_ws(' &middot; ', format('%s of %s jobs', s.done, s.total),
            case when s.failed > 0 then format('<span class="bad">%s failed</span>', s.failed) end,
            case when s.state = 'running' and s.jobs_per_minute > 0 then s.jobs_per_minute || ' a minute' end,
            case when s.requests_left > 0 then s.requests_left || ' requests left' end,
            case when s.eta is not null then brigade.html_text(brigade.duration_text(s.eta)) || ' left' end,
            case when s.eta > interval '1 hour' then 'done on ' || brigade.html_text(brigade.end_text(s.done_at)) end,
            case when s.finished_at is not null then 'took ' || brigade.duration_text(s.finished_at - s.started_at) end,
            case when s.finished_at is not null then 'ended ' || brigade.html_time(s.finished_at) end),
        coalesce('<p class="small ' || case when s.state = 'failed' then 'bad' else 'note' end || '"><bdi>'
            || brigade.html_text(s.waiting_for) || '</bdi></p>', ''),
        format('<details%s><summary>Stages and counts<span class="quiet"> of import %s</span></summary>'
               '<table><thead><tr><th scope="col">Stage</th><th scope="col">Progress</th>'
                   '<th scope="col" class="n">Jobs</th></tr></thead><tbody>%s</tbody></table>'
               '%s</details>',
               case when cardinality(dashboard_imports.ids) = 1 or s.state = 'running' and s.place <= 3 then ' open'
                   else '' end,
               s.run_id, coalesce(t.rows, ''), coalesce(
                   '<table><thead><tr><th scope="col">Kind</th><th scope="col" class="n">Source</th>'
                       '<th scope="col" class="n">Here</th>'
                   '<th scope="col" class="n">Not here</th><th scope="col">Matches</th></tr></thead><tbody>' || c.rows
                       || '</tbody></table>', '')),
        coalesce('<ul class="list parts small">' || b.html
            || case when b.count > 30 then format('<li class="quiet">and %s more</li>', b.count - 30) else '' end
            || '</ul>', '')),
        '' order by s.place), '<li class="quiet">There is no import yet: insert a row into brigade.imports.</li>')
            || '</ul>'
    from shown s
    left join stages t on t.run_id = s.run_id
    left join counts c on c.run_id = s.run_id
    left join parts b on b.parent_id = s.run_id;
$$;
comment on function brigade.dashboard_imports(bigint[], boolean) is
$$Section of brigade.dashboard(): a card for each import of ids, in this order, with its stages and its
reconciliation.
below: the card of a workspace shows the repositories in it, below their sum.$$;
