create or replace function forge.frozen_talks(run bigint, after bigint, most integer)
returns table (iid bigint, is_proved boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with shown as materialized (
        select split_part(k.key, '/', 1)::bigint as iid, count(distinct k.key) as notes
        from brigade.pages p cross join unnest(p.keys) k(key)
        where p.run_id = run and p.thing = 'merge_request_notes' and p.list = 'activity' group by 1),
    walked as (
        select coalesce(bool_or(p.is_last), false) as is_whole
        from brigade.pages p where p.run_id = run and p.thing = 'merge_request_notes' and p.list = 'activity')
    select m.iid, w.is_whole and coalesce(s.notes, 0) = m.comment_count and m.comment_count = (
        select count(*) from forge.notes n
        where n.project_id = m.project_id and n.noteable_type = 'merge_request' and n.noteable_iid = m.iid
          and n.vanished_at is null and not n.deleted and not n.pending)
    from brigade.runs i
    join forge.live_merge_requests m on m.project_id = i.project_id
    cross join walked w
    left join shown s on s.iid = m.iid
    where i.id = run and i.level = 'whole' and m.iid > after
      and (least(m.comments_read_at, m.tasks_read_at) >= i.since and num_nulls(m.comments_read_at, m.tasks_read_at) = 0
           and not exists (
               select from forge.unread_talks u where u.project_id = m.project_id and u.iid = m.iid)) is not true
    order by m.iid limit most;
$$;
comment on function forge.frozen_talks(bigint, bigint, integer) is
$$Merge requests whose comments and tasks the freeze check reads, in order, behind `after`: of the level whole, those
that nobody has read since the freeze began. is_proved: the activity stream, which the check has read to its end, shows
as many comments as the merge request says it has and as are here, each as it is here. Then its tasks alone are read.$$;
