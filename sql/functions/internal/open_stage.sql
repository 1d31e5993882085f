create or replace function brigade.open_stage(run bigint, stage text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    enqueued bigint;
begin
    select brigade.add_stage_jobs(i.id, t.name, t.first_jobs) into enqueued
    from brigade.runs i join brigade.stages t on t.pipeline = i.pipeline and t.name = open_stage.stage
    where i.id = open_stage.run;
    update brigade.run_stages s
    set state = 'open', pending = s.pending + enqueued, finished_at = null,
        started_at = coalesce(s.started_at, clock_timestamp())
    where s.run_id = open_stage.run and s.stage = open_stage.stage;
    update brigade.runs i set stage = open_stage.stage where i.id = open_stage.run;
end $$;
comment on function brigade.open_stage(bigint, text) is
$$Opens a stage of a run and enqueues its first jobs, unless they are there.
brigade.advance calls this and holds the locks.$$;
