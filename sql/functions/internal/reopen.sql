create or replace function brigade.reopen(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- The stage that is open waits, when an earlier one has something to do.
    update brigade.run_stages s set state = 'waiting'
    where s.run_id = reopen.run and s.state = 'open'
      and exists (
        select from brigade.run_stages earlier
        join brigade.stages te on te.pipeline = earlier.pipeline and te.name = earlier.stage
        join brigade.stages ts on ts.pipeline = s.pipeline and ts.name = s.stage
        where earlier.run_id = reopen.run and (earlier.pending > 0 or earlier.state = 'waiting')
            and te.position < ts.position);
    perform brigade.advance(reopen.run);
end $$;
comment on function brigade.reopen(bigint) is
$$Makes the first stage that has something to do the open one, after jobs of it became ready again or it starts again.
brigade.retry and finish call this and hold the locks.$$;
