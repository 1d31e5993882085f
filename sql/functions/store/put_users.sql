create or replace function forge.put_users(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- A person that an issue archive knew by the account alone now has a uuid.
    update forge.users t set uuid = x.uuid
    from (select i.requested_by as owner, a.account_id, min(a.uuid) as uuid
          from brigade.runs i, jsonb_to_recordset(rows) as a(uuid text, account_id text)
          where i.id = run and a.uuid is not null and a.account_id is not null
          group by i.requested_by, a.account_id) x
    where t.owner = x.owner and t.key = x.account_id and t.uuid is null
      and not exists (select from forge.users o where o.owner = x.owner and o.key = x.uuid);

    -- An object without account_id takes none away from another one of the same person.
    update forge.users t set account_id = x.account_id
    from (select i.requested_by as owner, a.uuid, min(a.account_id) as account_id
          from brigade.runs i, jsonb_to_recordset(rows) as a(uuid text, account_id text)
          where i.id = run and a.uuid is not null and a.account_id is not null
          group by i.requested_by, a.uuid) x
    where t.owner = x.owner and t.key = x.uuid and t.account_id is null;

    with given as (
        select i.requested_by as owner, coalesce(x.uuid, x.account_id, 'name:' || x.nickname) as key, x.*,
               (select count(*) from jsonb_object_keys(x.raw)) as members,
               max(x.account_id) over (partition by x.uuid) as account_id_of_any
        from brigade.runs i,
             jsonb_to_recordset(rows) as x(uuid text, account_id text, type text, nickname text, display_name text,
                                           sanitised boolean, raw jsonb)
        where i.id = run),
    r as (
        -- The same person comes several times, with more or fewer members: the fullest object is the one to keep.
        -- Who is known by the uuid already, or comes with it here, is not made again by the account alone.
        select distinct on (g.key) g.* from given g
        where g.uuid is not null or g.account_id is null
           or not (exists (select from forge.users u where u.owner = g.owner and u.account_id = g.account_id
               and u.uuid is not null)
                   or exists (select from given o where o.account_id = g.account_id and o.uuid is not null))
        order by g.key, g.members desc, g.raw::text),
    news as (
        select r.* from r
        left join forge.users u on u.owner = r.owner and u.key = r.key
        where u.id is null
           or (u.raw <> r.raw and (r.members >= (select count(*) from jsonb_object_keys(u.raw))
                                   or coalesce(r.display_name, u.display_name) is distinct from u.display_name))),
    put as (
        insert into forge.users as t (owner, uuid, account_id, type, nickname, display_name, sanitised, raw)
        select n.owner, n.uuid, case when n.uuid is null then n.account_id else n.account_id_of_any end, n.type,
               n.nickname, n.display_name, n.sanitised, n.raw
        from news n
        order by n.key
        on conflict (owner, key) do update
        set account_id = coalesce(excluded.account_id, t.account_id), type = excluded.type,
            nickname = excluded.nickname, display_name = coalesce(excluded.display_name, t.display_name),
            sanitised = excluded.sanitised, raw = excluded.raw
        where t.raw <> excluded.raw
          and ((select count(*) from jsonb_object_keys(excluded.raw)) >= (select count(*) from jsonb_object_keys(t.raw))
               or coalesce(excluded.display_name, t.display_name) is distinct from t.display_name)
        returning t.key, t.xmax = 0 as is_new)
    insert into forge.changes as c (project_id, run_id, stage, thing, key, what)
    select i.project_id, i.id, i.stage, 'users', p.key, 'added'
    from brigade.runs i, put p
    where i.id = run and i.mode = 'sync' and i.project_id is not null and p.is_new
    order by p.key
    on conflict (project_id, run_id, thing, key) do nothing;
end $$;
comment on function forge.put_users(bigint, jsonb) is
$$Upserts people by uuid, or else by account_id, or else by name. mapped_to is never touched. Somebody new, whom a
sync met, is a row of forge.changes.
rows: [{uuid, account_id, type, nickname, display_name, sanitised, raw}].
An object with fewer members does not replace a fuller one of the same name, and one without a name takes none away.
So the order of arrival does not matter. An account without a uuid is the person that has both.$$;
