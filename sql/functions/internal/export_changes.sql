create or replace function forge.export_changes(project bigint, after_key text, upto_key text)
returns table (iid bigint, place bigint, at timestamptz, user_id bigint, type text, content text, meta json, code
integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
    -- Details are large: what is asked of them is taken out once, and nothing else is sorted.
    with noted as materialized (
        select e.project_id, e.iid, e.kind, e.at, e.user_id, e.n,
               case when e.kind = 'updated' then e.detail -> 'changes' end as changes,
               case when e.kind = 'updated' then e.detail #>> '{source,commit,hash}' end as hash
        from forge.merge_request_events e
        where e.project_id = export_changes.project
          and e.iid > coalesce(after_key::bigint, 0) and e.iid <= upto_key::bigint),
    events as materialized (
        select e.*, row_number() over (partition by e.iid order by e.at, e.kind collate "C", e.user_id, e.n) as place,
               row_number() over (partition by e.iid, e.kind, e.user_id order by e.at desc, e.n desc) as newest,
               m.closed_by_id, m.created_at as opened_at
        from noted e
        join forge.merge_requests m on m.project_id = e.project_id and m.iid = e.iid),
    told as (
        select e.iid, e.place, e.at, coalesce(e.user_id, e.closed_by_id) as user_id, 1 as part,
               case e.kind when 'merged' then 'merge_pull' when 'closed' then 'close' else 'reopen' end as type,
               '' as content, null::json as meta
        from events e where e.kind in ('merged', 'closed', 'reopened')
        union all
        -- An opinion that stands is a review, at the time of its newest event.
        select e.iid, e.place, e.at, e.user_id, 1, 'comment',
               case e.kind when 'approved' then 'approved' else 'requested changes' end || ' (withdrawn later)', null
        from events e
        where e.kind in ('approved', 'changes_requested') and not (e.newest = 1 and exists (
            select from forge.merge_request_reviewers v
            where v.project_id = e.project_id and v.iid = e.iid and v.user_id = e.user_id and v.state = e.kind
              and v.vanished_at is null))
        union all
        select e.iid, e.place, e.at, e.user_id, 1, 'change_title', '', json_build_object(
               'OldTitle', coalesce(e.changes #>> '{title,old}', ''),
               'NewTitle', coalesce(e.changes #>> '{title,new}', ''))
        from events e where e.kind = 'updated' and jsonb_typeof(e.changes -> 'title') = 'object'
        union all
        select e.iid, e.place, e.at, e.user_id, 2, 'change_target_branch', '', json_build_object(
               'OldRef', w.old_ref, 'NewRef', w.new_ref)
        from events e
        cross join lateral (
            select coalesce(d #>> '{old,branch,name}', d ->> 'old') as old_ref,
                   coalesce(d #>> '{new,branch,name}', d ->> 'new') as new_ref
            from (select e.changes -> 'destination' as d) d) w
        where e.kind = 'updated' and num_nulls(w.old_ref, w.new_ref) = 0
        union all
        select e.iid, e.place, e.at, e.user_id, 3, 'comment', string_agg(case
                   when c.key = 'description' then 'description changed'
                   when jsonb_typeof(c.value -> 'old') in ('object', 'array') or jsonb_typeof(c.value -> 'new') in
                       ('object', 'array')
                       or jsonb_typeof(c.value) <> 'object' or not c.value ?| array['old', 'new'] then c.key ||
                           ' changed'
                   else format('%s: %s → %s', c.key, coalesce(nullif(c.value ->> 'old', ''), 'none'),
                       coalesce(nullif(c.value ->> 'new', ''), 'none')) end, e'\n' order by c.key collate "C"), null
        from events e
        cross join lateral jsonb_each(case when jsonb_typeof(e.changes) = 'object' then e.changes else '{}' end) c
        where e.kind = 'updated' and c.key <> 'title'
          and (c.key <> 'destination' or coalesce(c.value #>> '{old,branch,name}', c.value ->> 'old') is null
               or coalesce(c.value #>> '{new,branch,name}', c.value ->> 'new') is null)
        group by e.iid, e.place, e.at, e.user_id
        union all
        select e.iid, e.place, e.at, e.user_id, 4, 'comment', format('%s: %s',
                   case when e.at <= e.opened_at + interval '1 second' then 'opened' else 'new commits' end,
                   e.hash), null
        from events e
        where e.kind = 'updated' and coalesce(e.changes, '{}') in ('{}', 'null', '[]')
          and e.hash ~ '^[0-9a-f]{7,40}$')
    select t.iid, t.place, t.at, t.user_id, t.type, t.content, t.meta,
           case when row_number() over (partition by t.iid, t.place order by t.part) = 1 then 2 else 6 end
    from told t;
$$;
comment on function forge.export_changes(bigint, text, text) is
$$What happened to the pull requests of a page, as comments: each event of forge.merge_request_events is one, or
several; place numbers events in their pull request, and code is 2 for the first comment of each. type is as Forgejo
names it. Missing are opinions that still stand, which are reviews, and updates of which Bitbucket does not say what
they changed.$$;
