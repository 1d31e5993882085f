create or replace function forge.gitlab_large_files(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(json_object_agg(l.oid, '[0]'::json order by l.oid collate "C")::text, '{}')
    from brigade.runs r join forge.lfs_objects l on l.project_id = r.project_id
    where r.id = gitlab_large_files.run;
$$;
comment on function forge.gitlab_large_files(bigint) is
$$lfs-objects.json of an export for GitLab: a key for every large file. GitLab stops at a file that has none.$$;
