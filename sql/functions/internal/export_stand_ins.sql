create or replace function forge.export_stand_ins(project bigint) returns table (iid bigint, name text, oid text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select m.iid, s.name, s.oid
    from forge.merge_requests m
    join forge.projects p on p.id = m.project_id
    join forge.repositories g on g.project_id = p.id and g.kind = 'code'
    cross join lateral (
        select f.name, f.oid from forge.refs f
        where f.project_id = p.id and f.kind = 'code' and f.vanished_at is null
          and f.name in ('refs/heads/' || m.target_branch, 'refs/heads/' || p.default_branch)
        order by f.name <> 'refs/heads/' || coalesce(m.target_branch, '') limit 1) s
    where p.id = export_stand_ins.project and m.head_oid is null;
$$;
comment on function forge.export_stand_ins(bigint) is
$$The branch, and its commit, that stands for the head of each pull request whose own commits are not in the store: its
target branch, else the main one. So it has no changes, and each of its pages is there.$$;
