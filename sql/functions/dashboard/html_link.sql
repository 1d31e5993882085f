create or replace function brigade.html_link(url text, text text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when html_link.url ~ '^https?://[^[:space:][:cntrl:]"<>\\]+$'
        then format('<a href="%s" rel="noreferrer noopener">%s</a>', brigade.html_text(html_link.url),
            brigade.html_text(html_link.text))
        else brigade.html_text(html_link.text) end;
$$;
comment on function brigade.html_link(text, text) is
$$Foreign text as HTML. It is a link when the address begins with http or https. No other scheme gets a link.$$;
