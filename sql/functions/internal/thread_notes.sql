create or replace function forge.thread_notes(project bigint, noteable text, iids bigint[]) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with recursive thread as (
        -- A root opens a thread, or answers a comment that is not there: then that one is the root.
        select n.source_id, coalesce(n.parent_source_id, n.source_id) as root, true as anchored,
               n.path, n.old_line, n.new_line, n.old_start_line, n.new_start_line, n.base_sha, n.head_sha
        from forge.notes n
        where n.project_id = project and n.noteable_type = noteable and n.noteable_iid = any (iids)
          and (n.parent_source_id is null or not exists (
                select from forge.notes p
                where p.project_id = project and p.noteable_type = noteable and p.source_id = n.parent_source_id))
        union all
        select n.source_id, t.root, n.anchored,
               t.path, t.old_line, t.new_line, t.old_start_line, t.new_start_line, t.base_sha, t.head_sha
        from thread t
        join forge.notes n on n.parent_source_id = t.source_id
        where n.project_id = project and n.noteable_type = noteable and n.noteable_iid = any (iids)),
    changed as (
        select t.*
        from thread t
        join forge.notes n on n.project_id = project and n.noteable_type = noteable and n.source_id = t.source_id
        where n.discussion_source_id <> t.root
           or (not t.anchored and (n.path, n.old_line, n.new_line, n.old_start_line, n.new_start_line, n.base_sha,
               n.head_sha)
               is distinct from (t.path, t.old_line, t.new_line, t.old_start_line, t.new_start_line, t.base_sha,
                   t.head_sha))
        order by n.source_id for no key update of n)
    update forge.notes n
    set discussion_source_id = t.root,
        path = case when t.anchored then n.path else t.path end,
        old_line = case when t.anchored then n.old_line else t.old_line end,
        new_line = case when t.anchored then n.new_line else t.new_line end,
        old_start_line = case when t.anchored then n.old_start_line else t.old_start_line end,
        new_start_line = case when t.anchored then n.new_start_line else t.new_start_line end,
        base_sha = case when t.anchored then n.base_sha else t.base_sha end,
        head_sha = case when t.anchored then n.head_sha else t.head_sha end
    from changed t
    where n.project_id = project and n.noteable_type = noteable and n.source_id = t.source_id;
$$;
comment on function forge.thread_notes(bigint, text, bigint[]) is
$$Finds the root of each thread of the given merge requests or issues. Replies without an anchor get that of their
root.
Locks notes by ascending key.$$;
