create or replace function brigade.csv_line(variadic cells text[]) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    cell text;
    line text := '';
    comma text := '';
begin
    foreach cell in array cells loop
        -- A spreadsheet takes a cell for a formula that begins with one of some characters: it gets a ' in front.
        line := line || comma || coalesce('"' || case when left(ltrim(cell, ''''), 1) in ('-', '=', '+', '@', e'\t',
                e'\r', e'\n', e'\uFF1D', e'\uFF0B', e'\uFF0D', e'\uFF20') then '''' else '' end
            || replace(cell, '"', '""') || '"', '');
        comma := ',';
    end loop;
    return line;
end $$;
comment on function brigade.csv_line(text[]) is 'A line of comma-separated values (RFC 4180); null is an empty cell.';
