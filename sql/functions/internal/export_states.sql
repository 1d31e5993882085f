create or replace function forge.export_states(run bigint, after_key text, upto_key text)
returns table (iid bigint, number bigint, place bigint, code integer, at timestamptz, user_id bigint, type text,
               content text, meta json)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select m.project_id, m.iid, m.state, m.merged_at, m.closed_at, m.created_at, m.updated_at, m.closed_by_id,
               n.number
        from brigade.runs r
        join forge.merge_requests m on m.project_id = r.project_id
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        join forge.numbers n on n.project_id = r.project_id and n.kind = 'pull_request' and n.iid = m.iid
            and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
            and n.iid > coalesce(after_key::bigint, 0) and n.iid <= upto_key::bigint
        where r.id = export_states.run
          and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false')),
    changes as materialized (
        select c.* from brigade.runs r cross join lateral forge.export_changes(r.project_id, after_key, upto_key) c
        where r.id = export_states.run)
    select m.iid, m.number, (m.number << 24) + c.place, c.code,
           coalesce(c.at, m.created_at, m.updated_at, 'epoch'), c.user_id, c.type, c.content, c.meta
    from page m
    join changes c on c.iid = m.iid
    union all
    -- Only the final state is known: it is told where no event tells it.
    select m.iid, m.number, m.number << 24, 6, coalesce(case when m.state = 'merged' then m.merged_at else m.closed_at
               end, m.updated_at, m.created_at, 'epoch'), m.closed_by_id,
           case when m.state = 'merged' then 'merge_pull' else 'close' end, '', null
    from page m
    where m.state <> 'opened' and not exists (
        select from forge.merge_request_events e
        where e.project_id = m.project_id and e.iid = m.iid and e.kind = m.state);
$$;
comment on function forge.export_states(bigint, text, text) is
$$What happened to the pull requests of one page (forge.export_pages), in no order, without what was said in them: a
part of what forge.export_talk has.$$;
