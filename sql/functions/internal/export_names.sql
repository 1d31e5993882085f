create or replace function forge.export_names(project bigint)
returns table (user_id bigint, person text, name text, words text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with named as (
        select u.id, coalesce(u.account_id, u.uuid, u.nickname, 'Unknown') as person, nullif(btrim(u.nickname), '') as
            nickname,
               coalesce(nullif(btrim(u.display_name), ''), nullif(btrim(u.nickname), ''), u.account_id,
                   'Former user') as name
        from forge.users u where u.id in (select forge.people_of(export_names.project))),
    told as (
        select n.id, n.person, n.name || case when count(*) over (partition by n.name) > 1
                   then coalesce(' (' || n.nickname || ')', '') else '' end as name
        from named n),
    counted as (
        select t.id, t.person, t.name, row_number() over (partition by t.name order by t.id) as place from told t)
    select c.id, c.person, w.name, case when w.name ~ '^[[:alnum:] .,''()-]+$' then w.name
               else '`' || translate(w.name, '`' || e'\n\r\t', '''   ') || '`' end
    from counted c
    cross join lateral (select c.name || case when c.place > 1 then format(' (%s)', c.place) else '' end as name) w;
$$;
comment on function forge.export_names(bigint) is
$$The one name that each person of a project has in all outputs: display name, else nickname, else account. People who
share a display name have their nickname behind it, and those who are still alike a number. person: what losses name
them by. words: the name as it stands in a text, in back-ticks where it might mean something there.$$;
