create or replace function forge.github_headless(run bigint) returns table (number bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    -- By themselves first: losses are many, and statistics of them are old while an export runs.
    with headless as materialized (
        select l.key::bigint as iid from brigade.export_losses l
        where l.export_id = github_headless.run and l.thing = 'merge_requests' and l.what = 'head')
    select n.number
    from headless h
    join brigade.runs r on r.id = github_headless.run
    join forge.numbers n on n.project_id = r.project_id and n.kind = 'pull_request' and n.iid = h.iid
        and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first');
$$;
comment on function forge.github_headless(bigint) is
$$Numbers of the pull requests that are issues in an export for GitHub, because git has not got their commits.$$;
