create or replace function brigade.dashboard_attention() returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select format('<section><h2>What needs a person</h2>%s</section>', coalesce(
        '<ul class="list card">' || string_agg(format(
            '<li class="is-bad"><div class="head"><strong class="%s">%s</strong><span class="quiet">%s</span></div>'
                '<bdi>%s</bdi><br><bdi class="small quiet">%s</bdi> <code>%s</code></li>',
            case when a.place < 3 then 'note' else 'bad' end, a.what, a.number, brigade.html_text(a.cause),
            brigade.html_text(a.sources), brigade.html_text(a.todo)), '' order by a.place, a.number desc, a.cause)
        filter (where a.row <= 20) || '</ul>'
            || case when count(*) > 20 then format('<p class="quiet">and %s more</p>', count(*) - 20) else '' end,
        '<p class="quiet">Nothing does.</p>'))
    from (select t.*, row_number() over (order by t.place, t.number desc, t.cause) as row from brigade.to_do t) a;
$$;
comment on function brigade.dashboard_attention() is
$$Section of brigade.dashboard(): brigade.to_do, with what to type.$$;
