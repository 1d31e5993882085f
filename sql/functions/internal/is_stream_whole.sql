create or replace function forge.is_stream_whole(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    -- A page and the job of the next one are one transaction: all are done when the last was read.
    select coalesce(bool_and(j.state = 'done'), false)
    from brigade.jobs j
    where j.run_id = run and j.stage = 'pull_requests' and j.kind in ('activity', 'merge_requests');
$$;
comment on function forge.is_stream_whole(bigint) is
'Whether a run has read the list of merge requests and the activity stream to their ends.';
