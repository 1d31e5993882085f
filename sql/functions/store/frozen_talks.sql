create or replace function forge.frozen_talks(run bigint, after bigint, most integer) returns table (iid bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select m.iid
    from brigade.runs i
    join forge.live_merge_requests m on m.project_id = i.project_id
    where i.id = run and i.level = 'whole' and m.iid > after
      and (least(m.comments_read_at, m.tasks_read_at) >= i.since and num_nulls(m.comments_read_at, m.tasks_read_at) = 0
           and not exists (
               select from forge.unread_talks u where u.project_id = m.project_id and u.iid = m.iid)) is not true
    order by m.iid limit most;
$$;
comment on function forge.frozen_talks(bigint, bigint, integer) is
$$Merge requests whose comments and tasks the freeze check reads, in order, behind `after`: of the level whole, those
that nobody has read since the freeze began.$$;
