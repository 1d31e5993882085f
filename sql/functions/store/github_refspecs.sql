create or replace function forge.github_refspecs(run bigint, kind text) returns table (refspec text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with branches as materialized (
        select b.* from brigade.runs r cross join lateral forge.export_branches(r.project_id, null, null) b
        where r.id = github_refspecs.run and github_refspecs.kind = 'code'),
    names as materialized (
        select n.* from brigade.runs r cross join lateral forge.github_ref_names(r.project_id) n
        where r.id = github_refspecs.run and github_refspecs.kind = 'code')
    select format('+refs/%1$s/*:refs/%1$s/*', w.folder) from (values ('heads'), ('tags')) w(folder)
    union all
    select format('+%s:%s', f.kept_as, coalesce(n.name, f.kept_as))
    from brigade.runs r
    join forge.refused_refs f on f.project_id = r.project_id and f.kind = github_refspecs.kind
    left join names n on n.kept_as = f.kept_as
    where r.id = github_refspecs.run and f.kept_as is not null
    union all
    select format('+refs/merge-requests/%s/head:%s', m.iid, w.name)
    from brigade.runs r
    join forge.merge_requests m on m.project_id = r.project_id
    join forge.numbers n on n.project_id = r.project_id and n.kind = 'pull_request' and n.iid = m.iid
        and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
    left join branches b on b.iid = m.iid
    cross join lateral (
        select format('refs/pull/%s/head', n.number) as name
        union all
        select 'refs/heads/' || b.head_ref where b.is_made) w
    where r.id = github_refspecs.run and github_refspecs.kind = 'code' and m.head_oid is not null
      and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false');
$$;
comment on function forge.github_refspecs(bigint, text) is
$$What a copy of a repository of the store (code or wiki) has for GitHub: branches and tags, those with names of 40 hex
digits under another name, the heads of pull requests as refs/pull/<number>/head, and branches of ours for open ones
that have none.$$;
