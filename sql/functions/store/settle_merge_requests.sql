create or replace function forge.settle_merge_requests(run bigint, rows jsonb default '[]') returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with settled as (
        select m.project_id, m.iid, n.merged_at, n.closed_at, n.closed_by_id
        from brigade.runs i
        join forge.merge_requests m on m.project_id = i.project_id
        -- A merge happens once: the first entry. A merge request may be closed again: the first entry since it was open
        -- last, because later ones may be changes of what is closed.
        left join lateral (
            select e.at, e.user_id from forge.merge_request_events e
            where e.project_id = m.project_id and e.iid = m.iid and e.kind = 'merged'
            order by e.at, e.user_id limit 1) merged on m.state = 'merged'
        left join lateral (
            select e.at, e.user_id from forge.merge_request_events e
            where e.project_id = m.project_id and e.iid = m.iid and e.kind = 'closed'
              and not exists (
                select from forge.merge_request_events o
                where o.project_id = e.project_id and o.iid = e.iid and o.at > e.at
                  and (o.kind = 'reopened' or o.kind = 'updated' and o.detail ->> 'state' = 'OPEN'))
            order by e.at, e.user_id limit 1) closed on m.state = 'closed'
        cross join lateral (
            select case when m.state = 'merged' then coalesce(merged.at, m.merged_at) end as merged_at,
                   case when m.state = 'closed' then coalesce(closed.at, m.closed_at) end as closed_at,
                   coalesce(merged.user_id, closed.user_id, m.closed_by_id) as closed_by_id) n
        where i.id = run
          and (m.merged_at, m.closed_at, m.closed_by_id) is distinct from (n.merged_at, n.closed_at, n.closed_by_id)
        order by m.iid for no key update of m)
    update forge.merge_requests m
    set merged_at = s.merged_at, closed_at = s.closed_at, closed_by_id = s.closed_by_id
    from settled s where m.project_id = s.project_id and m.iid = s.iid;

    -- Unpublished drafts are private: their number is all that is kept. Version 0.2 stored some, of whoever had signed
    -- in then.
    delete from forge.notes n using brigade.runs i
    where i.id = run and n.project_id = i.project_id and n.pending;
    select brigade.put_omissions(run, jsonb_build_array(jsonb_build_object(
        'stage', 'pull_requests_notes', 'key', 'drafts', 'reason', 'private',
        'message', format('%s unpublished %s of the credential''s owner left out: only that person may see them',
                          d.drafts, case when d.drafts = 1 then 'draft' else 'drafts' end))))
    from (select count(distinct key) as drafts from brigade.pages p, unnest(p.keys) key
          where p.run_id = run and p.thing = 'merge_request_notes' and starts_with(key, 'draft:')) d
    where d.drafts > 0;

    select forge.settle_readings(run => run, server => rows -> 0 ->> 'server');
    select forge.settle_talks(run => run);
    select forge.settle_parts(run => run);
    select forge.settle_owners(run => run);
    select forge.note_new_people(run => run);
$$;
comment on function forge.settle_merge_requests(bigint, jsonb) is
$$Writes the dates and actors of merge and close, as the activity stream has them. updated_at is never taken for them.
Removes drafts that version 0.2 stored.
rows: [{server}], the address of the API, for forge.settle_readings.
Locks merge requests by ascending iid.$$;
