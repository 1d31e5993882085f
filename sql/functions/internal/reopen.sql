create or replace function brigade.reopen(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Back to the first stage that has work: the one that is open now waits until it is its turn again.
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
$$After jobs of earlier stages became ready again, or such a stage starts again: makes the first of those stages the
open one. For brigade.retry and finish, which hold the locks$$;
