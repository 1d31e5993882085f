create or replace function forge.has_repository(project bigint, kind text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from forge.repositories r
        where r.project_id = has_repository.project and r.kind = has_repository.kind);
$$;
comment on function forge.has_repository(bigint, text) is
'Whether a project has a git repository of that kind, code or wiki, that is complete on disk.';
