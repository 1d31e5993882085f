create or replace function forge.gitlab_label(property text, name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when length(w.whole) > 255 then left(w.whole, 254) || '…' else w.whole end
    from (select format('%s::%s', gitlab_label.property, translate(
              regexp_replace(gitlab_label.name, '[\x01-\x1f\x7f]', ' ', 'g'), ',', ';')) as whole) w
    where gitlab_label.name <> '';
$$;
comment on function forge.gitlab_label(text, text) is
$$The label that says a property of an issue, such as priority::major, of at most 255 characters and without commas.
Null: no property.$$;
