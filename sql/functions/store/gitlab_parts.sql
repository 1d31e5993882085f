create or replace function forge.gitlab_parts(run bigint, list text) returns table (path text, sha256 text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.path, f.sha256 from brigade.export_files f
    where f.export_id = gitlab_parts.run and f.is_part and starts_with(f.path, format('parts/%s/', gitlab_parts.list))
    order by case when gitlab_parts.list <> 'archive' then regexp_replace(f.path, '\D', '', 'g')::bigint end,
        f.path collate "C";
$$;
comment on function forge.gitlab_parts(bigint, text) is
$$Files of an export for GitLab that another is made of, in order: members of the archive (archive), or the pieces of
merge_requests.ndjson and issues.ndjson (pulls, issues).$$;
