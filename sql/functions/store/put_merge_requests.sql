create or replace function forge.put_merge_requests(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.merge_requests as t (
        project_id, iid, title, description, state, source_state, draft, author_id, closed_by_id, close_reason,
        source_branch, target_branch, source_full_name, source_sha, target_sha, merge_commit_sha, close_source_branch,
        comment_count, task_count, created_at, updated_at, sanitised, raw)
    select i.project_id, x.iid, x.title, x.description, x.state, x.source_state, x.draft,
        coalesce(author.id, forge.user_id(i.requested_by, x.author)),
        coalesce(closer.id, forge.user_id(i.requested_by, x.closed_by)), x.close_reason,
        x.source_branch, x.target_branch, x.source_full_name, x.source_sha, x.target_sha, x.merge_commit_sha,
        x.close_source_branch,
        x.comment_count, x.task_count, x.created_at, x.updated_at, x.sanitised, x.raw
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(
        iid bigint, title text, description text, state text, source_state text, draft boolean, author text,
        closed_by text,
        close_reason text, source_branch text, target_branch text, source_full_name text, source_sha text,
        target_sha text,
        merge_commit_sha text, close_source_branch boolean, comment_count bigint, task_count bigint,
        created_at timestamptz, updated_at timestamptz, sanitised boolean, raw jsonb)
    left join forge.users author on author.owner = i.requested_by and author.key = x.author
    left join forge.users closer on closer.owner = i.requested_by and closer.key = x.closed_by
    where i.id = run
    order by x.iid
    on conflict (project_id, iid) do update
    -- Whole hashes and the person that closed it were found by a later stage. They stay while they still fit.
    set title = excluded.title, description = excluded.description, state = excluded.state,
        source_state = excluded.source_state,
        draft = excluded.draft, author_id = excluded.author_id,
        closed_by_id = case when t.source_state = excluded.source_state then coalesce(t.closed_by_id,
            excluded.closed_by_id)
                            else excluded.closed_by_id end,
        close_reason = excluded.close_reason, source_branch = excluded.source_branch,
        target_branch = excluded.target_branch,
        source_full_name = excluded.source_full_name,
        source_sha = forge.longer_sha(t.source_sha, excluded.source_sha),
        target_sha = forge.longer_sha(t.target_sha, excluded.target_sha),
        merge_commit_sha = forge.longer_sha(t.merge_commit_sha, excluded.merge_commit_sha),
        close_source_branch = excluded.close_source_branch, comment_count = excluded.comment_count,
        task_count = excluded.task_count, created_at = excluded.created_at, updated_at = excluded.updated_at,
        sanitised = excluded.sanitised, raw = excluded.raw, vanished_at = null
    where t.vanished_at is not null or (t.raw, t.author_id) is distinct from (excluded.raw, excluded.author_id);
$$;
comment on function forge.put_merge_requests(bigint, jsonb) is
$$Upserts merge requests.
rows: the columns of forge.merge_requests, with author and closed_by as keys of forge.users.
The dates of merge and close are written by forge.settle_merge_requests.$$;
