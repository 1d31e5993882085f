create or replace function forge.github_commits(run bigint, after_iid bigint, items bigint)
returns table (iid bigint, head text, target text, merge_commit text, target_branch text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select m.iid, m.head_oid, m.target_sha, m.merge_commit_sha, m.target_branch
    from brigade.runs r
    join forge.merge_requests m on m.project_id = r.project_id and m.iid > github_commits.after_iid
    where r.id = github_commits.run
      and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false')
    order by m.iid limit github_commits.items;
$$;
comment on function forge.github_commits(bigint, bigint, bigint) is
$$Pull requests behind a number for GitHub, in order, with the commits that what they change is found by.$$;
