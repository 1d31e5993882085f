create or replace function forge.export_person(user_id bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(u.account_id, u.uuid, u.nickname, 'Unknown') from forge.users u where u.id = export_person.user_id;
$$;
comment on function forge.export_person(bigint) is
'What brigade.export_losses names a person by: account_id, else uuid, else name.';
