create or replace function forge.export_milestone(name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when length(w.whole) > 255 then left(w.whole, 254) || '…' else w.whole end
    from (select regexp_replace(export_milestone.name, '[\x01-\x1f\x7f]', ' ', 'g') as whole) w;
$$;
comment on function forge.export_milestone(text) is 'The title of a milestone, of at most 255 characters.';
