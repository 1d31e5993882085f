create or replace function forge.threads_told(run bigint) returns table (said bigint, silent bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*) filter (where n.resolved_at is not null), count(*) filter (where n.resolved_at is null)
    from brigade.runs i
    join brigade.jobs j on j.run_id = i.id and j.kind = 'thread' and j.state <> 'ready'
    join forge.notes n on n.project_id = i.project_id and n.noteable_type = 'merge_request' and n.resolved
        and n.source_id = split_part(j.key, '/', 3)::bigint
    where i.id = run;
$$;
comment on function forge.threads_told(bigint) is
$$How many comments that a run asked for singly said when their threads were resolved, and how many did not.$$;
