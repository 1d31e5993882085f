create or replace function brigade.violation_refs_differ(run bigint default null)
returns table (run_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select i.id, jsonb_build_object('repository', r.path),
           format('the repository %s has %s refs, and %s are recorded', r.path, r.ref_count, f.refs)
    from brigade.runs i
    join forge.repositories r on r.project_id = i.project_id
    cross join lateral (
        select count(*) as refs from forge.refs f where f.project_id = r.project_id and f.kind = r.kind
            and f.vanished_at is null) f
    where (run is null or i.id = run) and i.target is null and f.refs <> r.ref_count
      and not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id);
end $$;
comment on function brigade.violation_refs_differ(bigint) is
$$Repositories that have more or fewer refs than forge.refs records. The newest import of each project is asked.$$;
