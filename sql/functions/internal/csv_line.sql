create or replace function brigade.csv_line(variadic cells text[]) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    -- A spreadsheet takes a cell for a formula that begins with one of some characters: it gets a ' in front.
    select string_agg(coalesce('"' || replace(regexp_replace(c.cell,
               '^(''*[-=+@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])', '''\1'), '"', '""') || '"', ''), ',' order by c.n)
    from unnest(cells) with ordinality c(cell, n);
$$;
comment on function brigade.csv_line(text[]) is 'A line of comma-separated values (RFC 4180); null is an empty cell.';
