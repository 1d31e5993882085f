create or replace function brigade.place_of(project bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.name from brigade.project_places h join brigade.places p on p.id = h.place_id
    where h.project_id = place_of.project;
$$;
comment on function brigade.place_of(bigint) is
'The place where the files of a project are; null: none are there yet.';
