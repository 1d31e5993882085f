create or replace function forge.site_person(user_id bigint, name text) returns json
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when name is null then to_json('Unknown'::text)
           else json_build_object('t', name, 'h', format('people/%s.html', user_id)) end;
$$;
comment on function forge.site_person(bigint, text) is
'A person as a cell of a page of a site (forge.site_pulls): the name, which leads to the person''s page.';
