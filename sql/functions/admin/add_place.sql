create or replace function brigade.add_place(name text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    insert into brigade.places (name) values (add_place.name);
exception
    when unique_violation then
        raise exception using errcode = '22023', message = format('there is a place %s already', add_place.name);
    when check_violation or not_null_violation then
        raise exception using errcode = '22023',
            message = format('"%s" is no name of a place', add_place.name),
            hint = 'Write small letters, digits, dots, dashes and underscores, at most 63, such as berlin-1.';
end $$;
comment on function brigade.add_place(text) is
$$Makes a place: a storage that hosts have of their own, with the setting place. The first worker there marks it.
Raises 22023 (no such name can be, or there is one already)$$;
