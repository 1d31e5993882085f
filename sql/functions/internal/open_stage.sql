create or replace function brigade.open_stage(run bigint, stage text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    enqueued bigint;
begin
    select brigade.add_stage_jobs(i.id, t.name, t.first_jobs) into enqueued
    from brigade.runs i join brigade.stages t on t.pipeline = i.pipeline and t.name = open_stage.stage
    where i.id = open_stage.run;
    insert into brigade.omissions (run_id, stage, key, reason, message)
    select i.id, k.stage, k.thing, 'left out',
           format('left out by request (brigade.imports.parts): an import of %s without that brings it', i.source)
    from brigade.runs i join brigade.things_of(open_stage.run) k on k.stage = open_stage.stage
    where i.id = open_stage.run and not brigade.brings(i.parts, k.part)
    on conflict (run_id, stage, key) do nothing;
    update brigade.run_stages s
    set state = 'open', pending = s.pending + enqueued, finished_at = null,
        started_at = coalesce(s.started_at, clock_timestamp())
    where s.run_id = open_stage.run and s.stage = open_stage.stage;
    update brigade.runs i set stage = open_stage.stage where i.id = open_stage.run;
end $$;
comment on function brigade.open_stage(bigint, text) is
$$Opens a stage of a run and enqueues its first jobs, unless they are there, and notes what of it the run leaves out.
brigade.advance calls this and holds the locks.$$;
