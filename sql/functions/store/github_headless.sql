create or replace function forge.github_headless(run bigint) returns table (number bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.number
    from brigade.runs r
    join brigade.export_losses l on l.export_id = r.id and l.thing = 'merge_requests' and l.what = 'head'
    join forge.numbers n on n.project_id = r.project_id and n.kind = 'pull_request' and n.iid = l.key::bigint
        and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
    where r.id = github_headless.run;
$$;
comment on function forge.github_headless(bigint) is
$$Numbers of the pull requests that are issues in an export for GitHub, because git has not got their commits.$$;
