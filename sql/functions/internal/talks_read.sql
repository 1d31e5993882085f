create or replace function forge.talks_read(run bigint)
returns table (iid bigint, thing text, list text, is_read boolean, is_empty boolean, was_empty boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select l.iid, l.thing, l.list,
           l.is_whole and l.seen >= coalesce(l.announced_most, 0) and l.seen >= coalesce(
               case l.thing when 'tasks' then m.task_count else m.comment_count end, 0)
               and (t.iid is null or l.read_at > t.noted_at),
           l.seen = 0, coalesce(t.was_empty, false)
    from brigade.runs i
    cross join lateral (
        select split_part(p.list, '/', 1)::bigint as iid, p.thing, p.list, bool_or(p.is_last) as is_whole,
               max(p.announced) as announced_most, min(p.read_at) as read_at, (
                   select count(distinct k.key) from brigade.pages o cross join unnest(o.keys) k(key)
                   where o.run_id = run and o.thing = p.thing and o.list = p.list) as seen
        from brigade.pages p
        where p.run_id = i.id and p.thing in ('merge_request_notes', 'tasks')
          and p.list ~ '^[0-9]{1,18}/(comments|tasks)$'
          -- An import reads all, and is asked for what was noted alone.
          and (i.mode = 'sync' or split_part(p.list, '/', 1)::bigint in (
              select u.iid from forge.unread_talks u where u.project_id = i.project_id))
        group by p.thing, p.list) l
    join forge.merge_requests m on m.project_id = i.project_id and m.iid = l.iid
    left join forge.unread_talks t on t.project_id = i.project_id and t.iid = l.iid
    where i.id = run
    order by l.iid, l.thing;
$$;
comment on function forge.talks_read(bigint) is
$$Which lists of comments and tasks a run has read: of a sync all, else those of forge.unread_talks. is_read: it was
read to its end since it was noted, and names as many as it announces and as the merge request counts. A list that
shrank or broke off is not. is_empty: it names nothing. was_empty: so did an earlier reading.$$;
