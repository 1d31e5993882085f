create or replace function forge.fnv32(words text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
    bytes bytea := convert_to(words, 'UTF8');
    hash bigint := 2166136261;
begin
    for i in 0 .. octet_length(bytes) - 1 loop
        hash := ((hash # get_byte(bytes, i)) * 16777619) & 4294967295;
    end loop;
    return lpad(to_hex(hash), 8, '0');
end $$;
comment on function forge.fnv32(text) is 'FNV-1a of a text in UTF-8, as 8 hexadecimal digits: colours of labels.';
