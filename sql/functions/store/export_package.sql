create or replace function brigade.export_package(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO' as $$
    with columns as (
        select e.file, c.n, c.name, x.indexrelid is not null as is_key, case
                   when c.type in ('bigint', 'integer', 'smallint') then 'integer'
                   when c.type = 'boolean' then 'boolean'
                   when c.type = 'timestamp with time zone' then 'datetime'
                   when c.type = 'jsonb' then 'object' else 'string' end as type
        from brigade.runs r
        cross join (select distinct on (t.file) t.* from forge.export_tables() t order by t.file, t.place) e
        cross join lateral forge.export_columns(e.thing, coalesce(r.options ->> 'raw', 'true') = 'true') c
        left join pg_attribute a on a.attrelid = e.relation::regclass and a.attname = c.name
        left join pg_index x on x.indrelid = a.attrelid and x.indisprimary and a.attnum = any (x.indkey)
        where r.id = export_package.run),
    schemas as (
        select c.file, jsonb_strip_nulls(jsonb_build_object(
                   'fields', jsonb_agg(jsonb_build_object('name', c.name, 'type', c.type) order by c.n),
                   'primaryKey', jsonb_agg(c.name order by c.n) filter (where c.is_key))) as schema
        from columns c group by c.file),
    resources as (
        select jsonb_agg(jsonb_build_object(
                   'name', f.path, 'path', f.path, 'format', n.ending, 'mediatype', n.mediatype,
                   'encoding', 'utf-8', 'bytes', f.size_bytes, 'hash', 'sha256:' || f.sha256, 'schema', s.schema)
                   order by f.path) as list
        from schemas s
        cross join (values ('ndjson', 'application/x-ndjson'), ('csv', 'text/csv')) n(ending, mediatype)
        join brigade.export_files f on f.export_id = export_package.run and f.path = s.file || '.' || n.ending)
    select jsonb_pretty(jsonb_build_object(
               'profile', 'data-package', 'name', lower(regexp_replace(r.source, '[^A-Za-z0-9._/-]', '-', 'g')),
               'title', r.source, 'created', to_jsonb(r.as_of), 'resources', l.list)) || e'\n'
    from brigade.runs r cross join resources l where r.id = export_package.run;
$$;
comment on function brigade.export_package(bigint) is
$$datapackage.json of an export of open data: each table with its fields, their types and its key, and the size and
SHA-256 of its files.$$;
