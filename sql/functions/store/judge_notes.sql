create or replace function forge.judge_notes(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- as brigade.finish does, before rows that a deletion takes along
    perform from brigade.runs i where i.id = run for key share;
    if forge.stream_is_beside(run => run) then
        perform forge.weigh_stream(run => run, server => rows -> 0 ->> 'server');
    end if;
    if (rows -> 0 ->> 'differs')::boolean then
        update brigade.calibrations c set decided = 'no', decided_at = clock_timestamp()
        where c.run_id = run and c.property = 'stream';
        perform from brigade.pages p
        where p.run_id = run and p.thing = 'merge_request_notes' and p.list ~ '^[0-9]{1,18}/stream$'
        order by p.thing, p.list, p.page for update;
        delete from brigade.pages p
        where p.run_id = run and p.thing = 'merge_request_notes' and p.list ~ '^[0-9]{1,18}/stream$';
    end if;
end $$;
comment on function forge.judge_notes(bigint, jsonb) is
$$Weighs all lists beside the activity stream at the end of the stage that read them, spot checks among them.
rows: [{server, differs}], the address of the API and what forge.stream_differs said. When it said so, nothing of the
stream counts any more: every list that was not read is to be read (forge.readings).$$;
