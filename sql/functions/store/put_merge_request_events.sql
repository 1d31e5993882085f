create or replace function forge.put_merge_request_events(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with r as (
        select distinct on (x.iid, x.kind, x.at, p.id, coalesce(x.n, 1))
            i.project_id, x.iid, m.iid as owner_iid, x.kind, x.at, p.id as user_id, coalesce(x.n, 1) as n, x.detail
        from brigade.runs i
        cross join jsonb_to_recordset(rows) as x(
            iid bigint, kind text, at timestamptz, "user" text, n integer, detail jsonb)
        left join forge.users u on u.owner = i.requested_by and u.key = x."user"
        cross join lateral (select coalesce(u.id, forge.user_id(i.requested_by, x."user")) as id) p
        left join forge.merge_requests m on m.project_id = i.project_id and m.iid = x.iid
        where i.id = run
        order by x.iid, x.kind, x.at, p.id, coalesce(x.n, 1), x.detail::text),
    gone as (
        delete from forge.merge_request_events t using r
        where t.project_id = r.project_id and t.iid = r.iid and t.kind = r.kind and t.at = r.at
          and t.user_id is null and r.user_id is not null)
    insert into forge.merge_request_events as t (project_id, iid, owner_iid, kind, at, user_id, n, detail)
    select r.project_id, r.iid, r.owner_iid, r.kind, r.at, r.user_id, r.n, r.detail from r
    where r.user_id is not null or not exists (
        select from forge.merge_request_events o
        where o.project_id = r.project_id and o.iid = r.iid and o.kind = r.kind and o.at = r.at
            and o.user_id is not null
        union all
        select from r o where o.iid = r.iid and o.kind = r.kind and o.at = r.at and o.user_id is not null)
    order by r.iid, r.kind, r.at, r.user_id, r.n
    on conflict on constraint one_event_per_time_and_actor do update set detail = excluded.detail
    where t.detail is distinct from excluded.detail;
$$;
comment on function forge.put_merge_request_events(bigint, jsonb) is
$$Upserts entries of the activity stream.
rows: [{iid, kind, at, user, n, detail}]; user is a key of forge.users or null. n tells entries apart that share the
rest; it is 1 where it is not given.
An entry without an actor does not replace the same one with an actor. An entry with an actor replaces the one
without.$$;
