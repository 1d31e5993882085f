create or replace function forge.gitlab_refs(run bigint) returns table (name text, stands_at text, is_needed boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with pulls as materialized (
        select m.* from brigade.runs r join forge.merge_requests m on m.project_id = r.project_id
        where r.id = gitlab_refs.run
          and (m.vanished_at is null or r.options ->> 'vanished' is distinct from 'false'))
    select w.name, format('refs/merge-requests/%s/head', m.iid), true
    from pulls m
    left join forge.export_branches((select r.project_id from brigade.runs r where r.id = gitlab_refs.run), null,
        null) b
        on b.iid = m.iid and b.is_made
    cross join lateral (
        values (format('refs/merge-requests/%s/head', m.iid)), ('refs/heads/' || b.head_ref)) w(name)
    where m.head_oid is not null and w.name is not null
    union all
    select distinct 'refs/keep-around/' || w.oid, w.oid, false
    from pulls m
    join forge.notes n on n.project_id = m.project_id and n.noteable_type = 'merge_request' and n.noteable_iid = m.iid
        and n.path is not null
    cross join lateral (values (n.base_sha), (n.head_sha)) w(oid)
    where w.oid ~ '^[0-9a-f]{40}$'
    order by 1;
$$;
comment on function forge.gitlab_refs(bigint) is
$$What GitLab needs of the code beside branches and tags: the heads of pull requests, branches of ours for open ones
that have none, and a ref for each revision that comments are about, because nothing else keeps those. stands_at: a ref
of the store, or a commit. is_needed: false where it may be gone.$$;
