create or replace function forge.export_known(run bigint)
returns table (full_name text, web text, records text, kind text, iid bigint, number bigint,
               is_issue_there boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with headless as materialized (
        select l.key::bigint as iid from brigade.export_losses l
        where l.export_id = export_known.run and l.thing = 'merge_requests' and l.what = 'head')
    select p.full_name, r.options ->> 'web',
           case when r.target = 'github' then 'https://bitbucket.org/' || p.full_name end, n.kind, n.iid,
               forge.number_at(r.target, n.iid, n.number),
           n.kind = 'issue' or r.target = 'github' and n.iid in (select h.iid from headless h)
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    left join forge.numbers n on n.project_id = p.id and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
        and (r.options ->> 'vanished' is distinct from 'false'
            or not (n.kind = 'pull_request' and forge.has_vanished(p.id, n.iid)))
    where r.id = export_known.run
    order by n.kind collate "C", n.iid;
$$;
comment on function forge.export_known(bigint) is
$$What texts of an export's project may refer to: every pull request and issue with the number that it has at the
target, and whether it is an issue there. In each row the project's name, and the address that it will have; web null:
not known. records: what stands for that in the output itself; null: nothing does.$$;
