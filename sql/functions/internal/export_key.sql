create or replace function forge.export_key(relation text, page_by text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select format('t.%I', a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end
    from pg_attribute a where a.attrelid = export_key.relation::regclass and a.attname = export_key.page_by;
$$;
comment on function forge.export_key(text, text) is
'The expression that pages of a table are cut and ordered by: texts byte by byte, because collations differ.';
