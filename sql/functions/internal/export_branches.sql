create or replace function forge.export_branches(project bigint, after_key text, upto_key text)
returns table (iid bigint, is_fork boolean, head_ref text, is_made boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    -- A branch "bitbucket" is a file where bitbucket/pr-1 needs a folder, and what is in bitbucket/pr-1 the other way
    -- round.
    with branches as (
        select substr(f.name, 12) as name from forge.refs f
        where f.project_id = export_branches.project and f.kind = 'code' and f.vanished_at is null
          and f.name like 'refs/heads/bitbucket%'),
    folders as materialized (
        select distinct substring(b.name from '^(bitbucket[/-]pr-[^/]+)/') as name from branches b),
    ours as materialized (
        select case when exists (select from branches b where b.name = 'bitbucket') then 'bitbucket-pr-'
                    else 'bitbucket/pr-' end as prefix),
    pulls as (
        select m.iid, m.state, m.source_branch, m.target_branch,
               lower(m.source_full_name) is distinct from lower(p.full_name) as is_fork,
               m.source_branch is not null and length(m.source_branch) <= 200
                   and m.source_branch !~
                       '[\x01-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/$|\.$|\.lock(/|$)|(^|/)[.-]|^/|^@$|^[0-9a-f]{40}$'
                   as is_name,
               exists (select from forge.refs f where f.project_id = p.id and f.kind = 'code' and f.vanished_at is null
                       and f.name = 'refs/heads/' || m.source_branch) as is_here
        from forge.merge_requests m join forge.projects p on p.id = m.project_id
        where p.id = export_branches.project and m.iid > coalesce(after_key::bigint, 0)
          and m.iid <= coalesce(upto_key::bigint, 9223372036854775807))
    select l.iid, l.is_fork, case when w.is_ours then (
                   select o.name
                   from generate_series(1, 99) n
                   cross join lateral (
                       select concat(u.prefix, l.iid, case when n > 1 then '-' || n end) as name from ours u) o
                   where o.name not in (select d.name from folders d where d.name is not null)
                     and not exists (
                        select from forge.refs f where f.project_id = export_branches.project and f.kind = 'code'
                        and f.vanished_at is null and f.name = 'refs/heads/' || o.name)
                   order by n limit 1)
               else l.source_branch end, w.is_ours and l.state = 'opened'
    from pulls l
    cross join lateral (select not l.is_name or case
        when l.state = 'opened' then l.is_fork or not l.is_here
        else l.is_fork and (l.is_here or l.source_branch = l.target_branch) end as is_ours) w;
$$;
comment on function forge.export_branches(bigint, text, text) is
$$The branch that each pull request of a page (both keys null: of a project) comes from where its repository is the
only one: a name of ours, bitbucket/pr-<number>, where that of a fork would be one of the project's by accident, where
it is no name, and where an open one has no branch any more. Where bitbucket is a branch, it is bitbucket-pr-<number>.
is_made: that branch is to be made of the pull request's head, or of what stands for it.$$;
