create or replace function forge.github_ref_names(project bigint) returns table (kept_as text, name text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with refused as materialized (
        select f.kept_as, format('refs/%s/ref-%s', w.parts[1], w.parts[2]) as wanted
        from forge.refused_refs f
        cross join lateral (
            select regexp_match(convert_from(f.name, 'LATIN1'), '^refs/(heads|tags)/([0-9a-f]{40})$') as parts) w
        where f.project_id = github_ref_names.project and f.kind = 'code' and f.kept_as is not null
          and w.parts is not null),
    -- A name is taken by a ref that has it, and by refs in a folder of that name. Refs are read once, if at all.
    taken as materialized (
        select substring(r.name from '^refs/(?:heads|tags)/ref-[^/]*') as name
        from forge.refs r
        where r.project_id = github_ref_names.project and r.kind = 'code' and r.vanished_at is null
          and (r.name like 'refs/heads/ref-%' or r.name like 'refs/tags/ref-%') and exists (select from refused))
    select f.kept_as, (
        select o.name
        from generate_series(1, 99) n
        cross join lateral (select concat(f.wanted, case when n > 1 then '-' || n end) as name) o
        where o.name not in (select t.name from taken t)
        order by n limit 1)
    from refused f;
$$;
comment on function forge.github_ref_names(bigint) is
$$What branches and tags are called at GitHub whose names are 40 hex digits, which neither git nor GitHub takes:
ref-<digits>. kept_as: the ref of the store.$$;
