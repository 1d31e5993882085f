create or replace function forge.settle_readings(run bigint, server text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Where everything was read from lists, the stream stood beside them: that is evidence for other imports.
    if server is not null and forge.is_stream_whole(run => run) and not exists (
        select from brigade.calibrations c where c.run_id = run and c.property = 'identity') then
        perform forge.weigh_stream(run => run, server => server);
    end if;
    perform forge.note_readings(run => run, server => server);
    delete from forge.stream_notes s
    where s.project_id = (select i.project_id from brigade.runs i where i.id = run)
      and (s.run_id = run or exists (
            select from brigade.runs o where o.id = s.run_id and o.finished_at is not null));
end $$;
comment on function forge.settle_readings(bigint, text) is
$$Ends what concerns the reading of comments: writes down what the comparisons say where that is not done, notes what
was left out (forge.note_readings), and drops what the activity stream showed.$$;
