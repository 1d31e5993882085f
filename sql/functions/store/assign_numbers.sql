create or replace function forge.assign_numbers(project bigint, scheme text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    pulls_first boolean := assign_numbers.scheme = 'pulls_first';
    moved_by bigint;
    before jsonb := coalesce((
        select jsonb_object_agg(format('%s/%s', n.kind, n.iid), n.number) from forge.numbers n
        where n.project_id = assign_numbers.project and n.scheme = assign_numbers.scheme), '{}');
begin
    -- One at a time for each project: numbers are given once, and as they were while they fit.
    perform from forge.projects p where p.id = assign_numbers.project for no key update;
    moved_by := forge.numbers_moved_by(assign_numbers.project, assign_numbers.scheme);
    delete from forge.numbers n
    where n.project_id = assign_numbers.project and n.scheme = assign_numbers.scheme
      and (n.number - n.iid <> case when (n.kind = 'pull_request') = pulls_first then 0 else moved_by end
        or n.kind = 'pull_request' and not exists (
            select from forge.merge_requests m where m.project_id = n.project_id and m.iid = n.iid)
        or n.kind = 'issue' and not exists (
            select from forge.issues i where i.project_id = n.project_id and i.iid = n.iid));
    insert into forge.numbers (project_id, scheme, kind, iid, number, former)
    select assign_numbers.project, assign_numbers.scheme, w.kind, w.iid, g.number,
           nullif((before ->> format('%s/%s', w.kind, w.iid))::bigint, g.number)
    from (
        select 'pull_request' as kind, m.iid from forge.merge_requests m
        where m.project_id = assign_numbers.project
        union all
        select 'issue', i.iid from forge.issues i where i.project_id = assign_numbers.project) w
    cross join lateral (
        select w.iid + case when (w.kind = 'pull_request') = pulls_first then 0 else moved_by end as number) g
    order by w.kind, w.iid
    on conflict on constraint numbers_pkey do nothing;
end $$;
comment on function forge.assign_numbers(bigint, text) is
$$Gives the pull requests and issues of a project numbers in one series, in forge.numbers. Scheme pulls_first: pull
requests keep theirs, and issues are moved as forge.numbers_moved_by says; issues_first: the other way round. What was
given stays while it fits; where it no longer does, former keeps what a number was before. Safe to call again. Locks
the project.$$;
