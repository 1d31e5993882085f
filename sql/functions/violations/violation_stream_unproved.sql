create or replace function brigade.violation_stream_unproved(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('merge_request', m.iid),
           format('comments of merge request %s come from the activity stream, and it has %s, of which %s are here',
                  m.iid, m.comment_count, n.live)
    from brigade.runs i
    join forge.live_merge_requests m on m.project_id = i.project_id and m.comment_count is not null
    join lateral (
        select count(*) as stored, count(*) filter (where not o.deleted) as live,
               bool_or(o.seen_in = 'stream') as is_streamed
        from forge.live_notes o
        where o.project_id = m.project_id and o.noteable_type = 'merge_request' and o.noteable_iid = m.iid) n
        on n.is_streamed and m.comment_count not in (n.live, n.stored)
    where (run is null or i.id = run) and i.mode in ('full', 'sync') and i.state = 'finished'
      and not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id)
      -- Its list is still to be read.
      and not exists (
        select from forge.unread_talks u where u.project_id = m.project_id and u.iid = m.iid)
      and not exists (
        select from brigade.failures f where f.run_id = i.id and split_part(f.key, '/', 1) = m.iid::text);
end $$;
comment on function brigade.violation_stream_unproved(bigint) is
$$Merge requests whose comments were taken from the activity stream, though it shows another number of them than there
are.$$;
