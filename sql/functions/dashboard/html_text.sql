create or replace function brigade.html_text(text text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select replace(replace(replace(replace(replace(
        regexp_replace(html_text.text, '[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]', U&'\FFFD', 'g'),
        '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;');
$$;
comment on function brigade.html_text(text) is
$$Foreign text as HTML, for elements and for attributes in quotes. Nothing in it is markup. Control characters are
replaced by U+FFFD.$$;
