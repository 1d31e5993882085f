create or replace function brigade.kept_heads(project bigint) returns table (iid bigint, oid text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select m.iid, m.head_oid from forge.merge_requests m where m.project_id = project;
$$;
comment on function brigade.kept_heads(bigint) is
$$Merge requests of a project, with the object that refs/merge-requests/<iid>/head names; null: that ref need not be
there. `brigade verify` compares them with the stored repository.$$;
