create or replace function forge.wanted_heads(run bigint, after bigint, most integer)
returns table (iid bigint, state text, source_branch text, source_full_name text, source_sha text,
    merge_commit_sha text,
               is_fork boolean, fork_is_read boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    -- A sync asks no fork again that nothing new came from: the newest run that asked knows.
    with forks as (
        select distinct on (j.key) j.key, j.run_id, j.stage
        from brigade.runs i
        join brigade.runs r on r.project_id = i.project_id and r.id <= i.id
        cross join (values ('pull_requests_notes'), ('catch_up')) s(stage)
        join brigade.jobs j on j.run_id = r.id and j.stage = s.stage and j.key >= 'fork/' and j.key < 'fork0'
        where i.id = run
        order by j.key, j.run_id desc)
    select m.iid, m.state, m.source_branch, m.source_full_name,
           -- Where Bitbucket names no commit, an open one is at its branch: also when the name of that is refused.
           coalesce(m.source_sha, case when m.state = 'opened' and lower(m.source_full_name) = lower(p.full_name) then (
               select r.oid from forge.refused_refs r
               where r.project_id = p.id and r.kind = 'code' and r.kept_as is not null
                 and r.name = convert_to('refs/heads/' || m.source_branch, 'UTF8')) end),
           m.merge_commit_sha,
           lower(m.source_full_name) is distinct from lower(p.full_name), o.key is null and f.key is null
    from brigade.runs i
    join forge.projects p on p.id = i.project_id
    join forge.merge_requests m on m.project_id = p.id
    left join forks k on k.key = 'fork/' || m.source_full_name
    left join brigade.omissions o on o.run_id = coalesce(k.run_id, i.id)
        and o.stage = coalesce(k.stage, 'pull_requests_notes') and o.key = 'fork/' || m.source_full_name
    left join brigade.failures f on f.run_id = coalesce(k.run_id, i.id)
        and f.stage = coalesce(k.stage, 'pull_requests_notes') and f.key = 'fork/' || m.source_full_name
    where i.id = run and m.iid > after
    order by m.iid limit most;
$$;
comment on function forge.wanted_heads(bigint, bigint, integer) is
$$Merge requests of a project with what leads to their heads, in order, behind `after`.
fork_is_read false: a failure or an omission says that their fork could not be read.$$;
