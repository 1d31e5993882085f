create or replace function forge.settle_readings(run bigint, server text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Where everything was read from lists, the stream stood beside them: that is evidence for other imports.
    if server is not null and forge.is_stream_whole(run => run) and not exists (
        select from brigade.calibrations c where c.run_id = run and c.property = 'identity') then
        perform forge.weigh_stream(run => run, server => server);
    end if;
    insert into brigade.calibrations (run_id, property, server, agreed, differed, decided)
    select run, 'resolutions', settle_readings.server, o.said, o.silent, case when o.said > 0 then 'yes' else 'no' end
    from forge.threads_told(run => run) o
    where settle_readings.server is not null and o.said + o.silent > 0
    on conflict (run_id, property) do update
    set agreed = excluded.agreed, differed = excluded.differed, decided = excluded.decided,
        decided_at = excluded.decided_at;
    if (select brigade.brings(i.parts, 'comments') from brigade.runs i where i.id = run) then
        perform forge.note_readings(run => run, server => server);
    end if;
    -- Where the trust has ended, the lists were read: what none of them names was never there.
    delete from forge.notes n
    using brigade.runs i, forge.stream_notes s
    where i.id = run and n.project_id = i.project_id and n.noteable_type = 'merge_request' and n.seen_in = 'stream'
      and s.run_id = i.id and s.source_id = n.source_id
      and exists (select from brigade.calibrations c
          where c.run_id = i.id and c.property = 'stream' and c.decided = 'no')
      and exists (select from brigade.lists l where l.run_id = i.id and l.thing = 'merge_request_notes'
          and l.list = n.noteable_iid || '/comments' and l.is_whole);
    delete from forge.stream_notes s
    where s.project_id = (select i.project_id from brigade.runs i where i.id = run)
      and (s.run_id = run or exists (
            select from brigade.runs o where o.id = s.run_id and o.finished_at is not null));
end $$;
comment on function forge.settle_readings(bigint, text) is
$$Ends what concerns the reading of comments: writes down what the comparisons say where that is not done, notes what
was left out (forge.note_readings), and drops what the activity stream showed.$$;
