create or replace function brigade.html_bar(part numeric, whole numeric, label text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select format('<progress value="%1$s" max="%2$s" aria-label="%3$s">%1$s of %2$s</progress>',
                  least(html_bar.part, greatest(html_bar.whole, 1)), greatest(html_bar.whole, 1),
                  brigade.html_text(html_bar.label));
$$;
comment on function brigade.html_bar(numeric, numeric, text) is
$$A progress bar as HTML. When the whole is unknown (0), the bar is empty.$$;
