create or replace function forge.export_refs(run bigint) returns table (thing text, kind text, name text, oid text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with names as materialized (
        select n.* from brigade.runs r cross join lateral forge.github_ref_names(r.project_id) n
        where r.id = export_refs.run and r.target = 'github')
    select 'refs', f.kind, f.name, f.oid
    from brigade.runs r join forge.refs f on f.project_id = r.project_id where r.id = export_refs.run
      and f.vanished_at is null
    union all
    select 'refused_refs', f.kind, coalesce(n.name, f.kept_as), f.oid
    from brigade.runs r
    join forge.refused_refs f on f.project_id = r.project_id
    left join names n on f.kind = 'code' and n.kept_as = f.kept_as
    where r.id = export_refs.run and f.kept_as is not null;
$$;
comment on function forge.export_refs(bigint) is
$$Branches and tags that a copy of the repositories of an export's project has to have: thing as in
brigade.export_reconciliation, kind of the repository, name and object.$$;
