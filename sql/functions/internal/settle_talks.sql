create or replace function forge.settle_talks(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint;
    is_sync boolean;
    seen_at timestamptz := forge.source_time(run => run);
begin
    select i.project_id, i.mode = 'sync' into project, is_sync from brigade.runs i where i.id = run;
    perform from forge.notes n
    where n.project_id = project and n.noteable_type = 'merge_request' and is_sync
      and n.noteable_iid in (select r.iid from forge.talks_read(run => run) r)
    order by n.source_id for no key update;
    update forge.notes n set vanished_at = seen_at
    from forge.talks_read(run => run) r
    where is_sync and r.thing = 'merge_request_notes' and r.is_read and (not r.is_empty or r.was_empty)
      and n.project_id = project and n.noteable_type = 'merge_request' and n.noteable_iid = r.iid
      and n.vanished_at is null and not exists (
        select from brigade.pages p where p.run_id = run and p.thing = r.thing and p.list = r.list
            and n.source_id::text = any (p.keys));
    update forge.tasks k set vanished_at = seen_at
    from forge.talks_read(run => run) r
    where is_sync and r.thing = 'tasks' and r.is_read and (not r.is_empty or r.was_empty)
      and k.project_id = project and k.merge_request_iid = r.iid
      and k.vanished_at is null and not exists (
        select from brigade.pages p where p.run_id = run and p.thing = r.thing and p.list = r.list
            and k.source_id::text = any (p.keys));
    if (select count(*) from brigade.lists l where l.run_id = run and l.thing = 'members' and l.is_whole
           and l.seen > 0 and l.seen >= coalesce(l.announced_most, 0)) = 2 then
        update forge.members m set vanished_at = seen_at
        where is_sync and m.project_id = project and m.vanished_at is null and not exists (
            select from brigade.pages p join forge.users u on u.id = m.user_id
            where p.run_id = run and p.thing = 'members'
                and (u.key = any (p.keys) or u.uuid = any (p.keys) or u.account_id = any (p.keys)));
        insert into brigade.cursors as c (project_id, name, at, run_id) values (project, 'members', seen_at, run)
        on conflict (project_id, name) do update set at = excluded.at, run_id = excluded.run_id;
    end if;

    -- The address of a merge request itself says that it is gone.
    update forge.merge_requests m set vanished_at = seen_at
    where is_sync and m.project_id = project and m.vanished_at is null and exists (
        select from brigade.omissions o
        where o.run_id = run and o.reason = 'gone' and o.key = m.iid || '/object');
    delete from forge.unread_talks t using forge.merge_requests m
    where is_sync and t.project_id = project and m.project_id = project and m.iid = t.iid
      and m.vanished_at is not null;

    -- A list that is empty where rows are is read a second time before anything vanishes.
    insert into forge.unread_talks as t (project_id, iid, is_listed, was_empty)
    select distinct project, r.iid, true, true
    from forge.talks_read(run => run) r
    where is_sync and r.is_read and r.is_empty and not r.was_empty
      and case r.thing
          when 'tasks' then exists (select from forge.tasks k
              where k.project_id = project and k.merge_request_iid = r.iid and k.vanished_at is null)
          else exists (select from forge.notes n
              where n.project_id = project and n.noteable_type = 'merge_request' and n.noteable_iid = r.iid
                and n.vanished_at is null) end
    order by r.iid
    on conflict (project_id, iid) do update set was_empty = true, noted_at = excluded.noted_at;
    delete from forge.unread_talks t
    where t.project_id = project
      and (select count(*) from forge.talks_read(run => run) r where r.iid = t.iid and r.is_read) = 2;
    perform forge.note_talk_times(run => run);
end $$;
comment on function forge.settle_talks(bigint) is
$$Ends what concerns forge.unread_talks: those whose lists a run has read are no longer noted, and what a sync found
to be named by no list any more has vanished_at. Nothing is deleted. A list that failed, broke off or shrank makes
nothing vanish, and its merge request stays noted.$$;
