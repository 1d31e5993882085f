create or replace function forge.user_id(owner name, key text) returns bigint
language plpgsql stable strict set search_path = pg_catalog, pg_temp as $$
declare
    found_id bigint;
begin
    select u.id into found_id from forge.users u where u.owner = user_id.owner and u.key = user_id.key;
    if found_id is null then
        select min(u.id) into found_id from forge.users u where u.owner = user_id.owner and u.account_id = user_id.key;
    end if;
    return found_id;
end $$;
comment on function forge.user_id(name, text) is
$$The user with a key: a uuid, an account_id, or "name:" and a user name.
Issue archives and some objects of the API know people by their account_id alone.
For many people, join forge.users by key first and call this for those who were not found.$$;
