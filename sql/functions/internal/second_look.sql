create or replace function brigade.second_look(run bigint) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    stages text[];
begin
    -- A fault of a moment has been seen through by its attempts. One that lasted may be over.
    update brigade.runs i set looked_again = true
    where i.id = second_look.run and not i.looked_again and exists (
        select from brigade.failures f
        where f.run_id = second_look.run and f.class = 'retry'
          and f.first_at < clock_timestamp() - interval '1 minute');
    if not found then
        return false;
    end if;
    if brigade.hands_out(second_look.run) then
        perform brigade.begin_again(second_look.run, is_ended => false);
        return true;
    end if;
    -- What another transaction has locked is left to it, because this one holds the run.
    with chosen as (
        select j.id, j.stage, j.key, t.max_attempts
        from brigade.failures f
        join brigade.runs i on i.id = f.run_id
        join brigade.jobs j on j.run_id = f.run_id and j.stage = f.stage and j.key = f.key and j.state = 'failed'
        join brigade.stages t on t.pipeline = i.pipeline and t.name = j.stage
        where f.run_id = second_look.run and f.class = 'retry' and j.kind <> 'child'
        order by j.id for no key update of j skip locked),
    reopened as (
        update brigade.jobs j
        set state = 'ready', uncounted = greatest(j.attempt - c.max_attempts + 1, 0), run_after = clock_timestamp(),
            worker = null, token = null, first_error_at = null
        from chosen c where j.run_id = second_look.run and j.id = c.id
        returning j.id, j.stage, j.key, j.attempt),
    noted as (
        insert into brigade.events (run_id, subject, event, stage, jobs, attempts)
        select second_look.run, 'jobs', 'retried', r.stage, array_agg(r.id order by r.id),
               array_agg(r.attempt order by r.id)
        from reopened r group by r.stage),
    forgotten as (
        delete from brigade.failures f using reopened r
        where f.run_id = second_look.run and f.stage = r.stage and f.key = r.key),
    counted as (
        update brigade.run_stages s
        set pending = s.pending + r.jobs, failed = s.failed - r.jobs,
            state = case when s.state = 'done' then 'waiting' else s.state end
        from (select o.stage, count(*) as jobs from reopened o group by o.stage order by o.stage) r
        where s.run_id = second_look.run and s.stage = r.stage
        returning s.stage)
    select array_agg(c.stage) into stages from counted c;
    if stages is null then
        return false;
    end if;
    -- What reads what these bring begins again.
    perform brigade.start_again(second_look.run, array(
        select t.name from brigade.runs i join brigade.stages t on t.pipeline = i.pipeline
        join brigade.run_stages s on s.run_id = i.id and s.stage = t.name
        where i.id = second_look.run and t.reads = any (stages) and s.state = 'done'));
    return true;
end $$;
comment on function brigade.second_look(bigint) is
$$Tries what failed once more, before the stage that sums up, when a fault lasted for more than a minute.
It happens once a run. An export begins again; of what brings something in, each job has one attempt. Returns true
when there was something.
brigade.advance calls this and holds the locks. Jobs that are locked are skipped.$$;
