create or replace function forge.put_users(import bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with r as (
        -- The same person comes several times, with more or fewer members: the fullest object is the one to keep.
        select distinct on (coalesce(x.uuid, x.account_id))
               i.requested_by as owner, x.*, (select count(*) from jsonb_object_keys(x.raw)) as members
        from brigade.imports i,
             jsonb_to_recordset(rows) as x(uuid text, account_id text, type text, nickname text, display_name text,
                                           sanitised boolean, raw jsonb)
        where i.id = import
        order by coalesce(x.uuid, x.account_id), members desc, x.raw::text),
    news as (
        select r.* from r
        left join forge.users u on u.owner = r.owner and u.key = coalesce(r.uuid, r.account_id)
        where u.id is null
           or (u.raw <> r.raw and (r.members >= (select count(*) from jsonb_object_keys(u.raw))
                                   or r.display_name is distinct from u.display_name)))
    insert into forge.users as t (owner, uuid, account_id, type, nickname, display_name, sanitised, raw)
    select n.owner, n.uuid, n.account_id, n.type, n.nickname, n.display_name, n.sanitised, n.raw from news n
    order by coalesce(n.uuid, n.account_id)
    on conflict (owner, key) do update
    set account_id = coalesce(excluded.account_id, t.account_id), type = excluded.type, nickname = excluded.nickname,
        display_name = excluded.display_name, sanitised = excluded.sanitised, raw = excluded.raw
    where t.raw <> excluded.raw
      and ((select count(*) from jsonb_object_keys(excluded.raw)) >= (select count(*) from jsonb_object_keys(t.raw))
           or excluded.display_name is distinct from t.display_name);
$$;
comment on function forge.put_users(bigint, jsonb) is
'Upserts people by uuid, else account_id: [{uuid, account_id, type, nickname, display_name, sanitised, raw}]. An object with fewer members does not replace a fuller one of the same name, so that the order of arrival does not matter. mapped_to is never touched';
