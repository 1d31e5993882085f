create or replace function forge.short_hashes(run bigint, after text, most integer)
returns table (sha text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct h.sha
    from brigade.runs i
    cross join lateral (
        select unnest(array[m.source_sha, m.target_sha, m.merge_commit_sha]) as sha
        from forge.merge_requests m where m.project_id = i.project_id
        union all
        select unnest(array[n.base_sha, n.head_sha]) from forge.notes n where n.project_id = i.project_id
        union all
        -- This hash is whole. Its date is wanted.
        select m.merge_commit_sha from forge.merge_requests m
        where m.project_id = i.project_id and m.state = 'merged' and m.merged_at is null) h
    where i.id = run and h.sha > after
      and (length(h.sha) < 40 or exists (
            select from forge.merge_requests m
            where m.project_id = i.project_id and m.merge_commit_sha = h.sha and m.state = 'merged'
                and m.merged_at is null))
    order by h.sha limit most;
$$;
comment on function forge.short_hashes(bigint, text, integer) is
$$Hashes of a project that git should look up, in order, behind `after`: abbreviated ones, and merge commits whose
date is wanted.$$;
