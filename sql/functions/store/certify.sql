create or replace function forge.certify(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint := (select i.project_id from brigade.runs i where i.id = run);
    frozen_at timestamptz := (select i.since from brigade.runs i where i.id = run);
begin
    perform forge.note_talk_times(run => run);
    -- Comments that the activity proves were compared when the check read it.
    update forge.reading_times t set comments_read_at = w.at, comments_read_from = 'stream'
    from (select min(coalesce(p.source_at, p.read_at)) as at from brigade.pages p
          where p.run_id = run and p.thing = 'merge_request_notes' and p.list = 'activity') w
    where t.project_id = project and w.at >= coalesce(t.comments_read_at, '-infinity') and exists (
            select from brigade.pages p
            where p.run_id = run and p.thing = 'tasks' and p.list = t.iid || '/tasks' and p.page = 1)
      and not exists (
            select from brigade.pages p
            where p.run_id = run and p.thing = 'merge_request_notes' and p.list = t.iid || '/comments')
      and not exists (select from forge.unread_talks u where u.project_id = project and u.iid = t.iid);
    -- Members that are the same were seen by this check, and the next one need not ask.
    insert into brigade.cursors as c (project_id, name, at, run_id)
    select project, 'members', min(coalesce(p.source_at, p.read_at)), run
    from brigade.pages p where p.run_id = run and p.thing = 'members'
    having count(distinct p.list) filter (where p.is_last) = 2
       and not exists (select from forge.unnamed(run => run) u where u.thing = 'members')
       and not exists (select from brigade.jobs j
           where j.run_id = run and j.kind = 'difference' and starts_with(j.key, 'members/'))
    on conflict (project_id, name) do update set at = excluded.at, run_id = excluded.run_id;
    perform brigade.put_omissions(run, jsonb_build_array(jsonb_build_object(
        'stage', 'whole', 'key', 'merge_request_notes', 'reason', 'unproved',
        'message', format('the comments of %s pull requests were read since the freeze from the activity stream, which '
            'showed as many as each says it has, and not from their lists: brigade.calibrations has what was compared',
            s.streamed))))
    from (select count(*) as streamed from forge.live_merge_requests m
          join brigade.runs i on i.id = run and i.level = 'whole'
          where m.project_id = project and m.comments_read_from = 'stream' and m.comments_read_at >= frozen_at
            and m.comment_count > 0) s
    where s.streamed > 0;
    update brigade.runs i
    set fingerprint = forge.fingerprint(project),
        compared = (
            select jsonb_object_agg(c.thing, c.compared)
            from (select p.thing, count(distinct k.key) as compared
                  from brigade.pages p cross join unnest(p.keys) k(key)
                  where p.run_id = run and p.thing in ('refs', 'merge_requests') group by p.thing
                  union all
                  select 'members', greatest(count(*) filter (where m.seen_at >= frozen_at), (
                      select count(distinct k.key) from brigade.pages p cross join unnest(p.keys) k(key)
                      where p.run_id = run and p.thing = 'members'))
                  from forge.live_members m where m.project_id = project having i.level = 'whole'
                  union all
                  -- Read by this check, or by somebody since the freeze began.
                  select 'merge_request_notes', count(*) from forge.live_notes n
                  join forge.reading_times t on t.project_id = n.project_id and t.iid = n.noteable_iid
                  where n.project_id = project and n.noteable_type = 'merge_request' and t.comments_read_at >= frozen_at
                  having i.level = 'whole'
                  union all
                  select 'tasks', count(*) from forge.live_tasks k
                  join forge.reading_times t on t.project_id = k.project_id and t.iid = k.merge_request_iid
                  where k.project_id = project and t.tasks_read_at >= frozen_at
                  having i.level = 'whole') c)
    where i.id = run;
end $$;
comment on function forge.certify(bigint, jsonb) is
$$Writes the certificate of a freeze check into its row of brigade.imports: how many of each kind were compared, and
forge.fingerprint. What was read from the activity stream, and not from lists, is a note. rows says nothing.$$;
