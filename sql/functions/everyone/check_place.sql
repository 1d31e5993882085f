create or replace function brigade.check_place(name text, storage_key uuid, storage text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    here brigade.places;
    bearer brigade.places;
begin
    select p.* into here from brigade.places p where p.name = check_place.name and p.lost_at is null;
    select p.* into bearer from brigade.places p where p.storage_key = check_place.storage_key;
    return case
        when bearer.lost_at is not null then
            format('storage %s is that of place %s, which was said to be lost on %s, and what was there is fetched '
                'elsewhere: give this host an empty storage, and a place', storage, bearer.name,
                to_char(bearer.lost_at, 'YYYY-MM-DD HH24:MI TZ'))
        when bearer.name <> check_place.name then
            format('storage %s is that of place %s, and the setting place says %s: set place to %2$s, or storage to '
                'a directory of its own', storage, bearer.name, check_place.name)
        when here.id is null then
            format('there is no place %s: "brigade places" shows those that there are, and "brigade place %1$s --new" '
                'makes it', check_place.name)
        when check_place.storage_key is not null and bearer.id is null then
            format('storage %s belongs to another database: set storage to a directory of this database, or remove '
                'the file .place in it when that database is no more', storage)
        when check_place.storage_key is null
            and (here.settled_at is not null or here.storage <> check_place.storage) then
            format('place %s has another storage, %s, and %s is not it: mount that one here; or make a place for this '
                'host with "brigade place NAME --new" and set place to it; or, when that storage is gone for good, '
                'say so with "brigade place %1$s --lost"', here.name, here.storage, storage)
        end;
end $$;
comment on function brigade.check_place(text, uuid, text) is
$$Why a storage must not be used at a place, in a sentence; null: it may be used.
name: the setting place. storage_key: what the file .place of the storage says; null: there is none. storage: host
and directory.$$;
