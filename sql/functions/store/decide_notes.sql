create or replace function forge.decide_notes(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    server text := rows -> 0 ->> 'server';
    is_whole boolean := forge.is_stream_whole(run => run);
    compares boolean := (select i.comments = 'proved' from brigade.runs i where i.id = run);
    was_read boolean := exists (select from brigade.pages p where p.run_id = run and p.thing = 'merge_request_notes');
begin
    -- as brigade.finish does, before rows that a deletion takes along
    perform from brigade.runs i where i.id = run for key share;
    if exists (select from brigade.calibrations c where c.run_id = run and c.property = 'stream') then
        return;
    end if;
    if compares and is_whole and was_read then
        perform forge.weigh_stream(run => run, server => server);
    end if;
    perform forge.weigh_probes(run => run, server => server);
    insert into brigade.calibrations (run_id, property, server, decided)
    values (run, 'stream', server, case
        when compares and is_whole and was_read and forge.is_trusted(run => run, server => server) then 'yes'
        when exists (select from forge.evidence(run => run, server => server) e
                     where e.property in ('identity', 'text', 'resolution') and e.decided = 'no') then 'no'
        else 'unknown' end);
    perform forge.choose_spots(run => run, server => server);
end $$;
comment on function forge.decide_notes(bigint, jsonb) is
$$Decides once for a run whether comments are taken from the activity stream: brigade.calibrations, property stream.
rows: [{server}], the address of the API. Only a stream that was read to its end, and compared, can be trusted.
Then spot checks are chosen (forge.choose_spots), which forge.judge_notes weighs.$$;
