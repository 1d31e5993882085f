create or replace function brigade.export(source text, target text, options jsonb default null,
    priority integer default 0)
returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
    insert into brigade.exports (source, target, options, priority)
    values (export.source, coalesce(export.target, ''), export.options, coalesce(export.priority, 0))
    returning id;
$$;
comment on function brigade.export(text, text, jsonb, integer) is
$$Asks for an export. Inserting a row into brigade.exports is the same.
Returns its number.
Raises what brigade.check_export raises: 22023 for a target, option or source that is not valid, P0002 when there is no
such project.$$;
