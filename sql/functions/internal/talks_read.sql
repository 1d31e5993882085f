create or replace function forge.talks_read(run bigint)
returns table (iid bigint, thing text, list text, is_read boolean, is_empty boolean, was_empty boolean)
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
    select t.iid, l.thing, l.list,
           l.is_whole and l.seen >= coalesce(l.announced_most, 0) and l.seen >= coalesce(
               case l.thing when 'tasks' then m.task_count else m.comment_count end, 0)
               and l.read_at > t.noted_at,
           l.seen = 0, t.was_empty
    from brigade.runs i
    join forge.unread_talks t on t.project_id = i.project_id
    join forge.merge_requests m on m.project_id = t.project_id and m.iid = t.iid
    cross join lateral (
        select p.thing, p.list, bool_or(p.is_last) as is_whole, max(p.announced) as announced_most,
               min(p.read_at) as read_at, (
                   select count(distinct k.key) from brigade.pages o cross join unnest(o.keys) k(key)
                   where o.run_id = run and o.thing = p.thing and o.list = p.list) as seen
        from brigade.pages p
        where p.run_id = run
          and (p.thing, p.list) in (('merge_request_notes', t.iid || '/comments'), ('tasks', t.iid || '/tasks'))
        group by p.thing, p.list) l
    where i.id = run
    order by t.iid, l.thing;
$$;
comment on function forge.talks_read(bigint) is
$$What a run has read of the merge requests of forge.unread_talks: a row for each list. is_read: it was read to its end
since it was noted, and names as many as it announces and as the merge request counts. A list that shrank or broke off
is not. is_empty: it names nothing. was_empty: so did an earlier reading.$$;
