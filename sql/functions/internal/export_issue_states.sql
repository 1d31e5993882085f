create or replace function forge.export_issue_states(run bigint, after_key text, upto_key text)
returns table (iid bigint, number bigint, place bigint, code integer, at timestamptz, user_id bigint, type text,
               content text, meta json)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select i.project_id, i.iid, i.state, i.created_at, i.updated_at, n.number
        from brigade.runs r
        join forge.issues i on i.project_id = r.project_id
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        join forge.numbers n on n.project_id = r.project_id and n.kind = 'issue' and n.iid = i.iid
            and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
            and n.iid > coalesce(after_key::bigint, 0) and n.iid <= upto_key::bigint
        where r.id = export_issue_states.run),
    changes as (
        select i.iid, e.at, e.source_id, e.user_id, e.field, e.n, regexp_replace(e.old_value, '[\r\n]+', ' ', 'g') as
            old_value,
               regexp_replace(e.new_value, '[\r\n]+', ' ', 'g') as new_value,
               case when e.field = 'title' then 'change_title'
                    when e.field = 'state' and w.closes and not w.closed then 'close'
                    when e.field = 'state' and not w.closes and w.closed then 'reopen' else 'comment' end as type
        from page i
        join forge.issue_events e on e.project_id = i.project_id and e.iid = i.iid
        cross join lateral (
            select coalesce(e.new_value, '') in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed') as closes,
                   coalesce(e.old_value, '') in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed') as closed) w),
    elements as (
        select c.iid, c.at, c.source_id as place, 3 as code, c.user_id, c.type, '' as content,
               case when c.type = 'change_title' then json_build_object('OldTitle', coalesce(c.old_value, ''),
                   'NewTitle', coalesce(c.new_value, '')) end as meta
        from changes c where c.type <> 'comment'
        union all
        select c.iid, min(c.at), c.source_id, 3, min(c.user_id), 'comment', string_agg(case
                   when c.field = 'content' then 'description changed'
                   else format('%s: %s → %s', c.field, coalesce(nullif(c.old_value, ''), 'none'),
                        coalesce(nullif(c.new_value, ''), 'none')) end, e'\n' order by c.field collate "C", c.n), null
        from changes c where c.type = 'comment' group by c.iid, c.source_id
        union all
        select i.iid, coalesce(i.updated_at, i.created_at), i.number << 24, 6, null, 'close', '', null
        from page i
        where i.state = 'closed' and not exists (select from changes c where c.iid = i.iid and c.type = 'close'))
    select i.iid, i.number, e.place, e.code, coalesce(e.at, i.updated_at, i.created_at, 'epoch'), e.user_id, e.type,
           e.content, e.meta
    from elements e
    join page i on i.iid = e.iid;
$$;
comment on function forge.export_issue_states(bigint, text, text) is
$$What happened to the issues of one page (forge.export_pages), in no order, without what was said in them: a part of
what forge.export_issue_talk has.$$;
