create or replace function brigade.settle_place(name text, storage_key uuid, storage text)
returns table (place bigint, key uuid, refusal text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    here brigade.places;
begin
    select p.* into here from brigade.places p where p.name = settle_place.name and p.lost_at is null
    for no key update;
    refusal := brigade.check_place(settle_place.name, settle_place.storage_key, settle_place.storage);
    if refusal is null and here.settled_at is null then
        update brigade.places p
        set storage = settle_place.storage,
            settled_at = case when settle_place.storage_key is not null then clock_timestamp() end
        where p.id = here.id;
    end if;
    place := here.id;
    key := here.storage_key;
    return next;
end $$;
comment on function brigade.settle_place(text, uuid, text) is
$$Compares a place with the storage that a worker has there.
The first worker of a place marks its storage: it asks, writes the key that it got into the file .place, and asks again
with that key. Another storage is refused from the first question on.
name: the setting place. storage_key: what the file says; null: there is none. storage: host and directory.
Returns the place, its key and, in a sentence, why this storage must not be used (see brigade.check_place).$$;
