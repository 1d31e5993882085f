create or replace function forge.put_hashes(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    with r as (
        select i.project_id, x.short, x.full_sha, x.committed_at
        from brigade.runs i, jsonb_to_recordset(rows) as x(short text, full_sha text, committed_at timestamptz)
        where i.id = run),
    resolved as (
        select o.project_id, o.iid, s.full_sha as source_sha, t.full_sha as target_sha, c.full_sha as merge_commit_sha,
               c.committed_at
        from forge.merge_requests o
        left join r s on s.short = o.source_sha
        left join r t on t.short = o.target_sha
        left join r c on c.short = o.merge_commit_sha
        where o.project_id = (select i.project_id from brigade.runs i where i.id = run)
          and (s.full_sha <> o.source_sha or t.full_sha <> o.target_sha or c.full_sha <> o.merge_commit_sha
               or (o.state = 'merged' and o.merged_at is null and c.committed_at is not null))
        order by o.iid for no key update of o)
    update forge.merge_requests m
    set source_sha = coalesce(n.source_sha, m.source_sha), target_sha = coalesce(n.target_sha, m.target_sha),
        merge_commit_sha = coalesce(n.merge_commit_sha, m.merge_commit_sha),
        merged_at = case when m.state = 'merged' then coalesce(m.merged_at, n.committed_at) end
    from resolved n where m.project_id = n.project_id and m.iid = n.iid;

    with r as (
        select i.project_id, x.short, x.full_sha
        from brigade.runs i, jsonb_to_recordset(rows) as x(short text, full_sha text)
        where i.id = run),
    resolved as (
        select o.project_id, o.noteable_type, o.source_id, b.full_sha as base_sha, h.full_sha as head_sha
        from forge.notes o
        left join r b on b.short = o.base_sha
        left join r h on h.short = o.head_sha
        where o.project_id = (select i.project_id from brigade.runs i where i.id = run)
          and (b.full_sha <> o.base_sha or h.full_sha <> o.head_sha)
        order by o.noteable_type, o.source_id for no key update of o)
    update forge.notes n
    set base_sha = coalesce(d.base_sha, n.base_sha), head_sha = coalesce(d.head_sha, n.head_sha)
    from resolved d
    where n.project_id = d.project_id and n.noteable_type = d.noteable_type and n.source_id = d.source_id;
end $$;
comment on function forge.put_hashes(bigint, jsonb) is
$$Writes full hashes in the place of abbreviated ones, wherever those stand.
rows: [{short, full_sha, committed_at}]. The committer date of a merge commit is taken as the time of the merge when
nothing better is known.
Locks merge requests first and notes second, by ascending key.$$;
