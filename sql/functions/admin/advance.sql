create or replace function brigade.advance(run bigint) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    open_stage text;
    next_stage text;
    left_over bigint;
    is_last boolean;
begin
    loop
        select s.stage into open_stage
        from brigade.run_stages s where s.run_id = advance.run and s.state = 'open';
        if found then
            -- The lock of the row orders the finishers. The second one looks again at what the first has left.
            select s.pending into left_over from brigade.run_stages s
            where s.run_id = advance.run and s.stage = open_stage and s.state = 'open'
            for no key update;
            continue when not found;
            if left_over > 0 then
                return open_stage;
            end if;
        end if;
        -- Whoever opens or closes a stage holds the lock of the run.
        perform from brigade.runs i
        where i.id = advance.run and i.state in ('queued', 'running', 'paused')
        for no key update;
        if not found then
            return open_stage;
        end if;
        continue when open_stage is null and exists (
            select from brigade.run_stages s where s.run_id = advance.run and s.state = 'open');
        if open_stage is not null and brigade.fail_without_vital(advance.run, open_stage) then
            return open_stage;
        end if;
        if open_stage is not null and brigade.go_on(advance.run, open_stage) then
            return open_stage;
        end if;
        if open_stage is not null then
            insert into brigade.omissions (run_id, stage, key, reason, message)
            select advance.run, t.name, t.name, 'unsupported', t.left_out
            from brigade.runs r join brigade.stages t on t.pipeline = r.pipeline and t.name = open_stage
            where r.id = advance.run and t.left_out is not null
            on conflict (run_id, stage, key) do nothing;
            update brigade.run_stages s set state = 'done', finished_at = clock_timestamp()
            where s.run_id = advance.run and s.stage = open_stage;
        end if;

        select s.stage, t.sums_up into next_stage, is_last
        from brigade.run_stages s join brigade.stages t on t.pipeline = s.pipeline and t.name = s.stage
        where s.run_id = advance.run and (s.state = 'waiting' or s.pending > 0)
        order by t.position limit 1;
        if next_stage is null then
            perform brigade.close_run(advance.run);
            return null;
        end if;
        continue when is_last and brigade.second_look(advance.run);
        perform brigade.open_stage(advance.run, next_stage);
    end loop;
end $$;
comment on function brigade.advance(bigint) is
$$Opens the next stage when nothing of the open one is pending, and closes the import after the last stage.
It may be called at any time and as often as you like.
Returns the open stage; null when the import has ended.
Locks the open row of brigade.run_stages first and the import second.$$;
