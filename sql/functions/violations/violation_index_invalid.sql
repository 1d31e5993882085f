create or replace function brigade.violation_index_invalid(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select null::bigint, jsonb_build_object('index', x.indexrelid::regclass),
           format('the unique index %s is not valid', x.indexrelid::regclass)
    from pg_index x join pg_class c on c.oid = x.indrelid
    where run is null and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
      and x.indisunique and not (x.indisvalid and x.indisready);
end $$;
comment on function brigade.violation_index_invalid(bigint) is
$$Unique indexes that PostgreSQL does not keep up.
Unique keys make every effect happen once. This is asked of all imports together only.$$;
