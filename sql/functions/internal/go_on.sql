create or replace function brigade.go_on(run bigint, stage text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    job jsonb;
    enqueued bigint := 0;
begin
    for job in
        select j.value
        from brigade.runs i join brigade.stages t on t.pipeline = i.pipeline and t.name = go_on.stage
        cross join jsonb_array_elements(t.then_jobs) with ordinality j(value, n)
        where i.id = go_on.run order by j.n
    loop
        enqueued := brigade.add_stage_jobs(run, stage, jsonb_build_array(job));
        exit when enqueued > 0;
    end loop;
    update brigade.run_stages s set pending = s.pending + enqueued
    where s.run_id = go_on.run and s.stage = go_on.stage and enqueued > 0;
    return enqueued > 0;
end $$;
comment on function brigade.go_on(bigint, text) is
$$Enqueues the next of the jobs that come when the others of a stage are done (brigade.stages.then_jobs), each once.
Returns true when there was one, and then the stage is not over. brigade.advance calls this and holds the locks.$$;
