create or replace function brigade.brings(parts text[], part text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select brings.part is null or brings.parts is null or brings.part = any (brings.parts);
$$;
comment on function brigade.brings(text[], text) is
$$Whether parts as in brigade.imports.parts, where null is everything, have a part. What belongs to no part (null)
always comes.$$;
