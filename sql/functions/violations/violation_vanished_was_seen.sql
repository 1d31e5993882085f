create or replace function brigade.violation_vanished_was_seen(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('merge_request', m.iid),
           format('merge request %s has vanished at %s, and was seen at %s', m.iid, m.vanished_at, t.seen_at)
    from brigade.runs i
    join forge.merge_requests m on m.project_id = i.project_id
    join forge.reading_times t on t.project_id = m.project_id and t.iid = m.iid and t.seen_at > m.vanished_at
    where (run is null or i.id = run) and i.mode in ('full', 'sync') and i.state = 'finished'
      and not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id)
      -- What could not be taken is a failure.
      and not exists (
        select from brigade.failures f where f.run_id = i.id and split_part(f.key, '/', 1) = m.iid::text);
end $$;
comment on function brigade.violation_vanished_was_seen(bigint) is
$$Merge requests that count as vanished, though the source showed them later.$$;
