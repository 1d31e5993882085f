create or replace function brigade.older_losses() returns table (run_id bigint, source text, lost text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with newest as (
        select distinct on (r.project_id) r.id, r.source, r.project_id
        from brigade.runs r
        where r.project_id is not null and r.target is null
        order by r.project_id, r.id desc),
    announced as (
        select n.*, t.thing, t.announced,
               (select count(*) from brigade.failed_things f where f.run_id = n.id and f.thing = t.thing) as failed
        from newest n join brigade.tallies t on t.run_id = n.id and t.thing in ('attachments', 'issue_events'))
    select n.id, n.source, format('%s branches or tags with refused names have no commits here', count(*))
    from newest n join forge.refused_refs r on r.project_id = n.project_id and r.kept_as is null
    group by n.id, n.source
    union all
    select n.id, n.source, format('%s drafts of comments are stored that only their author may see', count(*))
    from newest n join forge.notes d on d.project_id = n.project_id and d.pending
    group by n.id, n.source
    union all
    select a.id, a.source, format('%s of %s %s are not here because they share a name with others',
        a.announced - a.failed - h.here, a.announced,
        case a.thing when 'attachments' then 'files of issues' else 'changes of issues' end)
    from announced a
    cross join lateral (
        select case a.thing when 'attachments'
            then (select count(*) from forge.attachments f where f.project_id = a.project_id)
            else (select count(*) from forge.issue_events e where e.project_id = a.project_id) end as here) h
    where a.announced - a.failed > h.here
    order by 1, 3;
$$;
comment on function brigade.older_losses() is
$$What imports by versions before 0.3 lost or kept wrongly, for the newest import of each project: an import of the same
source brings it or mends it. `brigade doctor` asks this.$$;
