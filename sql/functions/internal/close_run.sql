create or replace function brigade.close_run(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- A run that should have children and has none is noted, because a mistake is likelier than nothing to do.
    delete from brigade.omissions o using brigade.things_of(close_run.run) k
    where o.run_id = close_run.run and o.stage = brigade.children_stage(close_run.run) and o.key = k.thing
      and k.stage = o.stage;
    insert into brigade.omissions (run_id, stage, key, reason, message)
    select i.id, k.stage, k.thing, 'off', l.childless
    from brigade.runs i
    join brigade.pipelines l on l.name = i.pipeline and l.childless is not null
    join brigade.things_of(close_run.run) k on k.stage = brigade.children_stage(close_run.run)
    where i.id = close_run.run and not exists (select from brigade.runs c where c.parent_id = i.id);
    perform brigade.prove(close_run.run);
    update brigade.runs i
    set state = 'finished', error = null, finished_at = clock_timestamp(),
        started_at = coalesce(i.started_at, clock_timestamp()),
        verdict = case
            when exists (select from brigade.missing m where m.run_id = i.id) then 'incomplete'
            when exists (select from brigade.omissions o where o.run_id = i.id and o.reason <> 'unproved')
              or exists (select from brigade.export_losses l where l.export_id = i.id)
              or exists (select from brigade.runs c where c.parent_id = i.id and c.verdict = 'complete with notes')
                then 'complete with notes'
            else 'complete' end
    where i.id = close_run.run;
    delete from brigade.request_counts c where c.minute < now() - interval '2 hours';
    delete from brigade.worker_sessions w where w.seen_at < now() - interval '1 day';
    delete from brigade.notices n where n.at < now() - interval '7 days';
    perform brigade.prune_events();
end $$;
comment on function brigade.close_run(bigint) is
$$Ends a run with its verdict, and clears what is too old to matter. brigade.advance calls this and holds the locks.$$;
