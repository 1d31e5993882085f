create or replace function brigade.check_options(target text, options jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    known text := coalesce((select string_agg(o.name, ', ' order by o.name) from brigade.target_options o
        where o.target = check_options.target), 'none');
    wrong record;
begin
    if jsonb_typeof(check_options.options) <> 'object' then
        raise exception using errcode = '22023', message = 'options are an object, such as {"raw": "false"}';
    end if;
    select e.key, e.value #>> '{}' as value, o.name, o.description into wrong
    from jsonb_each(check_options.options) e
    left join brigade.target_options o on o.target = check_options.target and o.name = e.key
    where o.name is null or jsonb_typeof(e.value) in ('object', 'array', 'null')
       or e.value #>> '{}' !~ format('^(%s)$', o.pattern)
    order by e.key limit 1;
    if not found then
        return;
    elsif wrong.name is null then
        raise exception using errcode = '22023',
            message = format('the target %s has no option "%s"', check_options.target, left(wrong.key, 100)),
            hint = format('Its options are: %s. See: select * from brigade.target_options.', known);
    end if;
    raise exception using errcode = '22023',
        message = format('"%s" is no value for the option %s', left(wrong.value, 100), wrong.name),
        hint = wrong.description || '.';
end $$;
comment on function brigade.check_options(text, jsonb) is
'Raises 22023 when a target does not understand one of the options, or its value: brigade.target_options has them.';
