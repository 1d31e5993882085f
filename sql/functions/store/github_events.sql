create or replace function forge.github_events(run bigint) returns table (item text, stands_for text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select r.id, r.project_id, 'https://bitbucket.org/' || p.full_name as base
        from brigade.runs r join forge.projects p on p.id = r.project_id
        where r.id = github_events.run),
    logins as materialized (select l.* from forge.github_logins(github_events.run) l),
    labels as materialized (
        select l.* from here h cross join lateral forge.github_labels(h.project_id) l),
    told as materialized (
        select false as is_issue, t.iid, t.number, t.place, t.code, t.at, t.user_id, t.type, t.meta
        from here h cross join lateral forge.export_states(h.id, null, '9223372036854775807') t
        where t.type in ('merge_pull', 'close', 'reopen', 'change_title')
        union all
        select true, t.iid, t.number, t.place, t.code, t.at, t.user_id, t.type, t.meta
        from here h cross join lateral forge.export_issue_states(h.id, null, '9223372036854775807') t
        where t.type in ('close', 'reopen', 'change_title')),
    numbers as materialized (
        select i.iid, n.number, coalesce(i.updated_at, i.created_at, 'epoch') as at from here h
        join forge.issues i on i.project_id = h.project_id
        join brigade.runs r on r.id = h.id
        join forge.numbers n on n.project_id = h.project_id and n.kind = 'issue' and n.iid = i.iid
            and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')),
    -- Pull requests that became issues, as their page found.
    became as materialized (
        select x.key from brigade.export_losses x
        where x.export_id = github_events.run and x.thing = 'merge_requests' and x.what = 'head'),
    events as (
        select t.is_issue, t.number, t.at, t.place, t.code, 1 as part, t.user_id,
               case t.type when 'merge_pull' then 'merged' when 'close' then 'closed' when 'reopen' then 'reopened'
                   else 'renamed' end as event,
               t.meta, null as label, t.iid::text in (select b.key from became b) and not t.is_issue as has_become,
               case when t.code in (2, 3) then case when t.is_issue then 'issue_events'
                   else 'merge_request_events' end end as stands_for, t.iid
        from told t
        where not (t.type = 'merge_pull' and t.iid::text in (select b.key from became b))
        union all
        -- What is merged is closed, too.
        select false, t.number, t.at, t.place, t.code, 2, t.user_id, 'closed', null, null,
               t.iid::text in (select b.key from became b), case when t.code = 2
                   and t.iid::text in (select b.key from became b) then 'merge_request_events' end, t.iid
        from told t where t.type = 'merge_pull'
        union all
        select true, n.number, coalesce(c.at, n.at), c.source_id, 3, 2 * c.n + w.is_new::integer, c.user_id,
               case when w.is_new then 'labeled' else 'unlabeled' end, null, w.label, false,
               case when w.is_new or c.new_label is null then 'issue_events' end, c.iid
        from here h
        cross join lateral forge.github_label_changes(h.project_id, null, '9223372036854775807') c
        join numbers n on n.iid = c.iid
        cross join lateral (values (false, c.old_label), (true, c.new_label)) w(is_new, label)
        where w.label is not null),
    numbered as (
        select e.*, row_number() over (order by e.at, e.is_issue, e.number, e.place, e.code, e.part,
                   e.event collate "C", e.label collate "C") as n
        from events e)
    select case when e.event = 'renamed' then w.common || jsonb_build_object(
                    'title_was', forge.github_title(e.meta ->> 'OldTitle'),
                    'title_is', forge.github_title(e.meta ->> 'NewTitle'))
                when e.event = 'merged' then w.common || jsonb_strip_nulls(jsonb_build_object('commit_id', w.commit_id))
                when e.label is not null then w.common || jsonb_build_object('label', l.url, 'label_name', l.name,
                    'label_color', l.color, 'label_text_color', case when w.brightness > 128 then '000000'
                        else 'ffffff' end)
                else w.common end::text, e.stands_for
    from here h
    cross join numbered e
    join logins u on u.user_id = coalesce(e.user_id, 0)
    left join labels l on l.name = e.label
    left join forge.merge_requests m on e.event = 'merged' and m.project_id = h.project_id and m.iid = e.iid
    cross join lateral (
        select format('%s/%s/%s', h.base, case when e.is_issue or e.has_become then 'issues' else 'pull' end, e.number)
                   as subject) s
    cross join lateral (
        select jsonb_build_object('type', 'issue_event', 'url', format('%s#event-%s', s.subject, e.n),
                   case when e.is_issue or e.has_become then 'issue' else 'pull_request' end, s.subject,
                   'actor', u.url, 'event', e.event, 'created_at', forge.github_time(e.at)) as common,
               case when m.merge_commit_sha ~ '^[0-9a-f]{40}$' then m.merge_commit_sha end as commit_id,
               (299 * get_byte(decode(l.color, 'hex'), 0) + 587 * get_byte(decode(l.color, 'hex'), 1)
                   + 114 * get_byte(decode(l.color, 'hex'), 2)) / 1000 as brightness) w
    order by e.n;
$$;
comment on function forge.github_events(bigint) is
$$What happened to the pull requests and issues of an export, as records of GitHub: by time, by which they are numbered
from 1. stands_for: the table that has a row for it; null: none, because something else tells of that row, or only what
it led to is known. A pull request of which the losses say that it has no head is an issue.$$;
