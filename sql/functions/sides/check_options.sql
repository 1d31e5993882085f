create or replace function brigade.check_options(target text, options jsonb, source text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    known text := coalesce((select string_agg(o.name, ', ' order by o.name) from brigade.target_options o
        where o.target = check_options.target), 'none');
    wrong record;
begin
    if jsonb_typeof(check_options.options) <> 'object' then
        raise exception using errcode = '22023', message = 'options are an object, such as {"raw": "false"}';
    end if;
    -- Where it goes is that of the source unless something else is said, and has to be a name there, too.
    select e.key, e.value #>> '{}' as value, o.name, o.description into wrong
    from jsonb_each(coalesce((
        select jsonb_object_agg(d.name, d.value)
        from (values ('owner', split_part(source, '/', 1)), ('name', split_part(source, '/', 2))) d(name, value)
        join brigade.target_options o on o.target = check_options.target and o.name = d.name
        where d.value <> ''), '{}')
        || coalesce(check_options.options, '{}')) e
    left join brigade.target_options o on o.target = check_options.target and o.name = e.key
    where o.name is null or jsonb_typeof(e.value) in ('object', 'array', 'null')
       or e.value #>> '{}' !~ format('^(%s)$', o.pattern)
    order by e.key limit 1;
    if not found then
        -- GitLab finds accounts by e-mail, GitHub by a table of logins: neither needs an address for that.
        if check_options.options ->> 'people' = 'mapped' and not check_options.options ? 'web'
           and check_options.target not in ('gitlab', 'github') then
            raise exception using errcode = '22023',
                message = 'people=mapped needs web, the address that the page of the project will have',
                hint = 'The receiver binds people to its own accounts where that address is its own.';
        end if;
        return;
    elsif wrong.name is null then
        raise exception using errcode = '22023',
            message = format('the target %s has no option "%s"', check_options.target, left(wrong.key, 100)),
            hint = format('Its options are: %s. brigade.target_options says what each does.', known);
    end if;
    raise exception using errcode = '22023',
        message = format('"%s" is no value for the option %s', left(wrong.value, 100), wrong.name),
        hint = case when coalesce(check_options.options, '{}') ? wrong.key then wrong.description || '.'
                    else format('Set the option %s: %s.', wrong.key, wrong.description) end;
end $$;
comment on function brigade.check_options(text, jsonb, text) is
$$Raises 22023 when a target does not understand one of the options, or its value: brigade.target_options has them.
source: the project, workspace/slug, or a workspace, after which it is named at the target when no option says
otherwise.$$;
