create or replace function forge.forgejo_refspecs(run bigint, kind text) returns table (refspec text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with branches as materialized (
        select b.* from brigade.runs r cross join lateral forge.export_branches(r.project_id, null, null) b
        where r.id = forgejo_refspecs.run and forgejo_refspecs.kind = 'code'),
    stand_ins as materialized (
        select s.* from brigade.runs r cross join lateral forge.export_stand_ins(r.project_id) s
        where r.id = forgejo_refspecs.run and forgejo_refspecs.kind = 'code')
    select format('+refs/%1$s/*:refs/%1$s/*', w.folder) from (values ('heads'), ('tags'), ('refused')) w(folder)
    union all
    select format('+%s:%s', coalesce(s.name, format('refs/merge-requests/%s/head', m.iid)), w.name)
    from brigade.runs r
    join forge.merge_requests m on m.project_id = r.project_id
    join forge.numbers n on n.project_id = r.project_id and n.kind = 'pull_request' and n.iid = m.iid
        and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
    left join branches b on b.iid = m.iid
    left join stand_ins s on s.iid = m.iid
    cross join lateral (
        select format('refs/pull/%s/head', n.number) as name
        union all
        select 'refs/heads/' || b.head_ref where b.is_made) w
    where r.id = forgejo_refspecs.run and forgejo_refspecs.kind = 'code'
      and (m.head_oid is not null or s.iid is not null)
      and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false');
$$;
comment on function forge.forgejo_refspecs(bigint, text) is
$$What git is to fetch from a repository of the store (code or wiki) for Forgejo: branches and tags, the heads of pull
requests as refs/pull/<number>/head, and branches of ours for open ones that have none.$$;
