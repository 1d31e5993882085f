create or replace function forge.forgejo_label(property text, name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select left(w.whole, 199) || case when length(w.whole) > 199 then '…' else '' end
    from (select format('%s/%s', forgejo_label.property,
              regexp_replace(forgejo_label.name, '[\x01-\x1f\x7f]', ' ', 'g')) as whole) w
    where forgejo_label.name <> '';
$$;
comment on function forge.forgejo_label(text, text) is
'The label that says a property of an issue, such as priority/major, of at most 200 characters. Null: no property.';
