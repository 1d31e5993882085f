create or replace function forge.copy_comments(view regclass, source regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    said record;
begin
    for said in
        select a.attname as name, col_description(source, s.attnum) as words
        from pg_attribute a join pg_attribute s on s.attrelid = source and s.attname = a.attname
        where a.attrelid = view and a.attnum > 0 and not a.attisdropped
    loop
        execute format('comment on column %s.%I is %L', view, said.name, said.words);
    end loop;
end $$;
comment on function forge.copy_comments(regclass, regclass) is
$$Gives the columns of a view the comments of the table that it shows rows of. The installer calls this.$$;
