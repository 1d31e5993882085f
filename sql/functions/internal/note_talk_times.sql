create or replace function forge.note_talk_times(run bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.reading_times as t (project_id, iid, comments_read_at, comments_read_from, tasks_read_at)
    select i.project_id, l.iid, max(l.at) filter (where l.way <> 'tasks'),
           max(case l.way when 'comments' then 'list' when 'stream' then 'stream' end),
           max(l.at) filter (where l.way = 'tasks')
    from brigade.runs i
    cross join lateral (
        select split_part(p.list, '/', 1)::bigint as iid, split_part(p.list, '/', 2) as way,
               -- Pages that were proved by the stream were read when the run began, or later.
               case when p.list like '%/stream' then forge.source_time(run => run)
                    else min(coalesce(p.source_at, p.read_at)) end as at
        from brigade.pages p
        where p.run_id = i.id and p.thing in ('merge_request_notes', 'tasks')
          and p.list ~ '^[0-9]{1,18}/(comments|stream|tasks)$'
        group by p.list
        having bool_or(p.is_last) and coalesce(max(p.announced), 0) <= sum(cardinality(p.keys))
        union all
        -- Where the activity proves comments, it proves that there are none, too.
        select m.iid, 'stream', forge.source_time(run => run)
        from forge.merge_requests m
        where m.project_id = i.project_id and m.comment_count = 0 and i.mode = 'full' and exists (
            select from brigade.calibrations c where c.run_id = i.id and c.property = 'stream' and c.decided = 'yes')
          and not exists (
            select from forge.notes n where n.project_id = m.project_id and n.noteable_type = 'merge_request'
                and n.noteable_iid = m.iid)) l
    where i.id = run and not exists (
        select from forge.unread_talks u where u.project_id = i.project_id and u.iid = l.iid)
    group by i.project_id, l.iid
    order by l.iid
    on conflict (project_id, iid) do update
    set comments_read_at = coalesce(excluded.comments_read_at, t.comments_read_at),
        comments_read_from = coalesce(excluded.comments_read_from, t.comments_read_from),
        tasks_read_at = coalesce(excluded.tasks_read_at, t.tasks_read_at);
$$;
comment on function forge.note_talk_times(bigint) is
$$Writes down in forge.reading_times which lists of comments and tasks a run has read to their ends, and when it was at
the source. What is still to be read (forge.unread_talks) is not among them.$$;
