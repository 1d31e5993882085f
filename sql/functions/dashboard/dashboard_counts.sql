create or replace function brigade.dashboard_counts(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select string_agg(format(
        '<tr><th scope="row">%s</th><td class="n">%s</td><td class="n">%s</td><td class="n">%s</td><td>%s</td></tr>',
        replace(r.thing, '_', ' '), coalesce(coalesce(r.announced, r.seen)::text, '-'), r.stored, r.failed + r.missing,
        case when r.reason is not null then format('<span class="quiet">%s</span>', r.reason)
             when r.matches then '<span class="good">yes</span>'
             when r.matches is null then '<span class="quiet">not yet</span>'
             else '<strong class="bad">no</strong>' end), '' order by r.thing)
    from brigade.reconciliation r
    where r.run_id = dashboard_counts.run;
$$;
comment on function brigade.dashboard_counts(bigint) is
$$Part of a card of brigade.dashboard(): the reconciliation of one import as rows of a table; null: it has none.$$;
