create or replace function forge.fork_branches(run bigint, fork text)
returns table (source_branch text, source_sha text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct m.source_branch, m.source_sha
    from brigade.runs i
    join forge.merge_requests m on m.project_id = i.project_id
    where i.id = run and m.source_full_name = fork and m.source_branch is not null
      and (m.source_sha is not null or m.state = 'opened')
    order by m.source_branch, m.source_sha;
$$;
comment on function forge.fork_branches(bigint, text) is
$$The branches of a fork that merge requests come from, with the commit that each wants; null: what the branch has
now.$$;
