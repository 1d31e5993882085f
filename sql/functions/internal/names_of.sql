create or replace function forge.names_of(run bigint)
returns table (user_id bigint, person text, name text, words text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.user_id, n.person, n.name, n.words from brigade.export_names n where n.export_id = names_of.run
    union all
    select e.user_id, e.person, e.name, e.words
    from brigade.runs r cross join lateral forge.export_names(r.project_id) e
    where r.id = names_of.run and not exists (
        select from brigade.export_names n where n.export_id = names_of.run);
$$;
comment on function forge.names_of(bigint) is
$$Names of people as an export began with them (forge.export_names). An export that an older version began has noted
none: they are found anew.$$;
