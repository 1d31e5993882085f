create or replace function forge.export_pieces(run bigint, file text)
returns table (thing text, row_count bigint, lines text, cells text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select e.thing, (f.rows ->> e.thing)::bigint, f.path, regexp_replace(f.path, 'ndjson$', 'csv')
    from forge.export_tables() e
    join brigade.export_files f on f.export_id = export_pieces.run and f.is_part
        and f.path ~ format('^parts/%s/[0-9]+\.ndjson$', e.thing)
    where e.file = export_pieces.file
    order by e.place, regexp_replace(f.path, '\D', '', 'g')::bigint;
$$;
comment on function forge.export_pieces(bigint, text) is
$$Pieces that a file of an export is joined of, in order: of which thing, with how many rows, and where the lines of
JSON and of comma-separated values stand in the private directory of the export.$$;
