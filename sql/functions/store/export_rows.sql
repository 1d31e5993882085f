create or replace function forge.export_rows(run bigint, thing text, after_key text, upto_key text)
returns table (line text, cells text, loss text)
language plpgsql stable
set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO' set bytea_output = 'hex' as $$
declare
    asked record;
    place record;
    key text;
    type text;
    chosen text;
    cells text;
    link text := 'null';
    loss text := 'null';
begin
    select r.project_id, r.options ->> 'raw' is distinct from 'false' as has_raw,
           r.options ->> 'vanished' is distinct from 'false' as has_gone
    into strict asked from brigade.runs r where r.id = export_rows.run;
    select * into strict place from forge.export_tables() e where e.thing = export_rows.thing;
    key := forge.export_key(place.relation, place.page_by);
    select a.atttypid::regtype::text into type
    from pg_attribute a where a.attrelid = place.relation::regclass and a.attname = place.page_by;
    -- A spreadsheet takes a cell for a formula that begins with one of some characters: it gets a ' in front.
    select string_agg(format('%s as %I', c.value, c.name), ', ' order by c.n),
           string_agg(case when c.type in ('bigint', 'integer', 'smallint', 'boolean')
               then format('coalesce(to_jsonb(r.%I) #>> ''{}'', '''')', c.name)
               else format('coalesce(''"'' || replace(regexp_replace(to_jsonb(r.%I) #>> ''{}'', '
                   '''^(''''*[-=+@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])'', ''''''\1''), ''"'', ''""'') || ''"'', '''')',
                   c.name) end, ', ' order by c.n)
    into chosen, cells
    from forge.export_columns(export_rows.thing, asked.has_raw) c;
    if exists (select from forge.export_columns(export_rows.thing) c where c.name = 'raw') then
        link := 't.raw #>> ''{links,html,href}''';
    end if;
    if export_rows.thing = 'refused_refs' then
        loss := '''refused ref''';
        link := 'null';
    elsif exists (select from forge.export_columns(export_rows.thing) c where c.name = 'sanitised') then
        loss := 'case when t.sanitised then ''sanitised'' end';
    end if;
    return query execute format(
        'select case when not o.is_out then row_to_json(r)::text end,
                case when not o.is_out then concat_ws('','', %s) end,
                case when o.is_out or %s is not null then jsonb_build_object(''thing'', $2, ''key'', %s, ''what'',
                    case when o.is_out then ''vanished'' else %s end, ''link'', %s)::text end
         from %s t cross join lateral (select %s) r cross join lateral (select not $5 and (%s) as is_out) o
         where %s and ($3 is null or %s > $3::%s) and %s <= $4::%s
         order by %s',
        cells, loss, place.key, loss, link, place.relation, chosen, place.gone, place.filter, key, type, key, type,
        place.order_by)
    using asked.project_id, export_rows.thing, after_key, upto_key, asked.has_gone;
end $$;
comment on function forge.export_rows(bigint, text, text, text) is
$$Rows of one page of a thing, in order (forge.export_pages says the pages). line: the row as JSON, its columns as in
forge.export_columns, times in UTC. cells: the same as a line of comma-separated values. Both null: it is left out,
because it is gone and the export does not want such rows. loss: what is not as it was, for brigade.put_export_losses;
null: nothing. The same rows give the same bytes.$$;
