create or replace function brigade.go_on(run bigint, stage text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    enqueued bigint;
begin
    select brigade.add_stage_jobs(i.id, t.name, t.then_jobs) into enqueued
    from brigade.runs i join brigade.stages t on t.pipeline = i.pipeline and t.name = go_on.stage
    where i.id = go_on.run and t.then_jobs <> '[]';
    update brigade.run_stages s set pending = s.pending + enqueued
    where s.run_id = go_on.run and s.stage = go_on.stage and enqueued > 0;
    return coalesce(enqueued > 0, false);
end $$;
comment on function brigade.go_on(bigint, text) is
$$Enqueues the jobs that come when the others of a stage are done (brigade.stages.then_jobs), once. Returns true when it
did, and then the stage is not over. brigade.advance calls this and holds the locks.$$;
