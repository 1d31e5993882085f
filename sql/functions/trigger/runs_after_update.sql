create or replace function brigade.runs_after_update() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    has_ended boolean := new.state in ('finished', 'failed', 'cancelled');
    -- A child that a person cancelled is what was wanted: a note, and no failure.
    is_settled boolean := new.state = 'cancelled' or new.state = 'finished' and new.verdict <> 'incomplete';
    list_stage text := brigade.children_stage(new.parent_id);
    child_job record;
begin
    -- The child's job and its failure are kept in step with the child's state.
    select j.* into child_job from brigade.jobs j
    where j.run_id = new.parent_id and j.stage = list_stage and j.kind = 'child' and j.key = new.slug
    for no key update;
    if not found or (has_ended and child_job.state <> 'ready') or (not has_ended and child_job.state = 'ready') then
        return null;
    end if;
    update brigade.jobs j
    set state = case when not has_ended then 'ready' when is_settled then 'done' else 'failed' end
    where j.run_id = new.parent_id and j.id = child_job.id;
    insert into brigade.events (run_id, subject, event, stage, jobs)
    values (new.parent_id, 'jobs', case when not has_ended then 'retried' when is_settled then 'done' else 'failed' end,
            list_stage, array[child_job.id]);
    delete from brigade.omissions o
    where o.run_id = new.parent_id and o.stage = list_stage and o.key = new.slug and o.reason = 'cancelled';
    if new.state = 'cancelled' then
        insert into brigade.omissions (run_id, stage, key, reason, message, url)
        values (new.parent_id, list_stage, new.slug, 'cancelled', format(case when new.target is null
            then 'import %s was cancelled' else 'export %s was cancelled' end, new.id), child_job.link);
    end if;
    if has_ended and not is_settled then
        insert into brigade.failures (run_id, stage, key, url, class, message, attempts, first_at, last_at)
        values (new.parent_id, list_stage, new.slug, child_job.link, 'item',
                format(case when new.target is null and new.state = 'finished'
                         then 'import %1$s is incomplete: see brigade failures %1$s, and brigade status %1$s'
                     when new.target is null then 'import %s failed%s'
                     when new.state = 'finished' then 'export %1$s is incomplete: see brigade failures %1$s'
                     else 'export %s failed%s' end, new.id, coalesce(': ' || new.error, '')),
                1, clock_timestamp(), clock_timestamp())
        on conflict (run_id, stage, key) do update
        set message = excluded.message, attempts = failures.attempts + 1, last_at = excluded.last_at;
    else
        delete from brigade.failures f
        where f.run_id = new.parent_id and f.stage = list_stage and f.key = new.slug;
    end if;
    update brigade.run_stages s
    set pending = s.pending + case when has_ended then -1 else 1 end,
        done = s.done + case when is_settled then 1 when child_job.state = 'done' then -1 else 0 end,
        failed = s.failed + case when has_ended and not is_settled then 1 when child_job.state = 'failed' then -1
            else 0 end,
        state = case when s.state = 'done' then 'waiting' else s.state end
    where s.run_id = new.parent_id and s.stage = list_stage;
    if not has_ended then
        update brigade.runs p set state = 'running', verdict = null, finished_at = null, error = null
        where p.id = new.parent_id and p.state in ('finished', 'failed');
    end if;
    perform brigade.advance(new.parent_id);
    return null;
end $$;
comment on function brigade.runs_after_update() is
$$Ends the job that stands for a child in its parent when the child ends, and reopens it when the child goes on.
The caller holds the child's row. Locks the parent's job, stage and row behind it, because children are locked before
their parent everywhere.$$;

create or replace trigger runs_after_update after update of state on brigade.runs
    for each row when (new.parent_id is not null and old.state is distinct from new.state)
    execute function brigade.runs_after_update();
