create or replace function forge.put_merge_request_reviewers(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with r as (
        -- The same person may come twice, by the uuid and by the account.
        select i.project_id, x.iid, w.id as user_id, max(p.role) as role, max(p.state) as state,
               max(p.participated_at) as participated_at
        from brigade.runs i
        cross join jsonb_to_recordset(rows) as x(iid bigint, people jsonb)
        cross join jsonb_to_recordset(x.people) as p("user" text, role text, state text, participated_at timestamptz)
        left join forge.users u on u.owner = i.requested_by and u.key = p."user"
        cross join lateral (select coalesce(u.id, forge.user_id(i.requested_by, p."user")) as id) w
        where i.id = run and w.id is not null
        group by i.project_id, x.iid, w.id),
    gone as (
        delete from forge.merge_request_reviewers t
        using brigade.runs i, jsonb_to_recordset(rows) as x(iid bigint)
        where i.id = run and i.mode = 'full' and t.project_id = i.project_id and t.iid = x.iid
          and not exists (select from r where r.iid = t.iid and r.user_id = t.user_id)),
    vanished as (
        update forge.merge_request_reviewers t set vanished_at = forge.source_time(run => run)
        from brigade.runs i, jsonb_to_recordset(rows) as x(iid bigint)
        where i.id = run and i.mode = 'sync' and t.project_id = i.project_id and t.iid = x.iid
          and t.vanished_at is null and not exists (select from r where r.iid = t.iid and r.user_id = t.user_id))
    insert into forge.merge_request_reviewers as t (project_id, iid, user_id, role, state, participated_at)
    select r.project_id, r.iid, r.user_id, r.role, r.state, r.participated_at from r
    order by r.iid, r.user_id
    on conflict (project_id, iid, user_id) do update
    set role = excluded.role, state = excluded.state, participated_at = excluded.participated_at,
        vanished_at = null
    where t.vanished_at is not null or (t.role, t.state, t.participated_at) is distinct from (excluded.role,
        excluded.state,
        excluded.participated_at);
$$;
comment on function forge.put_merge_request_reviewers(bigint, jsonb) is
$$Replaces the reviewers and participants of the given merge requests. A sync deletes none: those that are not named any
more have vanished_at.
rows: [{iid, people: [{user, role, state, participated_at}]}].$$;
