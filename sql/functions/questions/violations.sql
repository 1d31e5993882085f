create or replace function brigade.violations(run bigint default null)
returns table (invariant text, run_id bigint, ids jsonb, message text)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan -- for one import, indexes are used
set jit = off -- compiling thirty small queries takes longer than running them
set work_mem = '64MB'
as $$
#variable_conflict use_column
begin
    -- This is one statement of stable functions, so all of it looks at the same moment while workers go on.
    return query
    select 'counters_differ', v.* from brigade.violation_counters_differ(run) v
    union all
    select 'failures_differ', v.* from brigade.violation_failures_differ(run) v
    union all
    select 'index_invalid', v.* from brigade.violation_index_invalid(run) v
    union all
    select 'attempt_ended_twice', v.* from brigade.violation_attempt_ended_twice(run) v
    union all
    select 'stage_out_of_order', v.* from brigade.violation_stage_out_of_order(run) v
    union all
    select 'claimed_out_of_stage', v.* from brigade.violation_claimed_out_of_stage(run) v
    union all
    select 'job_never_due', v.* from brigade.violation_job_never_due(run) v
    union all
    select 'attempts_differ', v.* from brigade.violation_attempts_differ(run) v
    union all
    select 'attempts_exceeded', v.* from brigade.violation_attempts_exceeded(run) v
    union all
    select 'job_differs_from_events', v.* from brigade.violation_job_differs_from_events(run) v
    union all
    select 'import_differs_from_events', v.* from brigade.violation_import_differs_from_events(run) v
    union all
    select 'finished_too_early', v.* from brigade.violation_finished_too_early(run) v
    union all
    select 'verdict_wrong', v.* from brigade.violation_verdict_wrong(run) v
    union all
    select 'proof_differs', v.* from brigade.violation_proof_differs(run) v
    union all
    select 'refs_differ', v.* from brigade.violation_refs_differ(run) v
    union all
    select 'owner_unbound', v.* from brigade.violation_owner_unbound(run) v
    union all
    select 'thread_broken', v.* from brigade.violation_thread_broken(run) v
    union all
    select 'cursor_ahead', v.* from brigade.violation_cursor_ahead(run) v
    union all
    select 'vanished_is_named', v.* from brigade.violation_vanished_is_named(run) v
    union all
    select 'vanished_was_seen', v.* from brigade.violation_vanished_was_seen(run) v
    union all
    select 'stream_unproved', v.* from brigade.violation_stream_unproved(run) v
    union all
    select 'stream_distrusted', v.* from brigade.violation_stream_distrusted(run) v
    union all
    select 'rows_unaccounted', v.* from brigade.violation_rows_unaccounted(run) v
    union all
    select 'loss_unknown', v.* from brigade.violation_loss_unknown(run) v
    union all
    select 'directory_wrong', v.* from brigade.violation_directory_wrong(run) v;
end $$;
comment on function brigade.violations(bigint) is
$$Proof that the books are right: one row for each violation, with the ids of what is wrong. No row: all is well.
The column invariant names it; the comment of the function brigade.violation_<invariant> says what must hold.
run: number of an import; null: all imports.
It takes no lock and may run at any time. It reads jobs, events and comments a few times: some 20 seconds for a
million of each (tests/bench/violations).$$;
