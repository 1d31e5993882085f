create or replace function forge.gitlab_issue_states(project bigint, after_key text, upto_key text)
returns table (iid bigint, place bigint, code integer, at timestamptz, user_id bigint, state text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with changes as (
        select e.iid, e.source_id as place, e.at, e.user_id, w.closes, w.closes and not w.closed as is_end,
               w.closed and not w.closes as is_return
        from forge.issue_events e
        cross join lateral (
            select coalesce(e.new_value, '') in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed') as closes,
                   coalesce(e.old_value, '') in ('resolved', 'invalid', 'duplicate', 'wontfix', 'closed') as closed) w
        where e.project_id = gitlab_issue_states.project and e.field = 'state' and e.n = 1
          and e.iid > coalesce(after_key::bigint, 0) and e.iid <= upto_key::bigint)
    select c.iid, c.place, 3, c.at, c.user_id, case when c.is_end then 'closed' else 'reopened' end
    from changes c where c.is_end or c.is_return
    union all
    -- No change from an open state is known: the last one into a closed state stands for it, or else what is known.
    select i.iid, i.iid << 24, 6, coalesce(l.at, i.updated_at, i.created_at), l.user_id, 'closed'
    from forge.issues i
    left join lateral (
        select c.at, c.user_id from changes c where c.iid = i.iid and c.closes
        order by c.at desc nulls last, c.place desc limit 1) l on true
    where i.project_id = gitlab_issue_states.project and i.state = 'closed'
      and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
      and not exists (select from changes c where c.iid = i.iid and c.is_end);
$$;
comment on function forge.gitlab_issue_states(bigint, text, text) is
$$When issues of a page were closed and reopened. code: 3 for an event of forge.issue_events, whose number place is; 6
where no event tells that an open one was closed.$$;
