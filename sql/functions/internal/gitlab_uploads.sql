create or replace function forge.gitlab_uploads(project bigint, first_iid bigint, last_iid bigint)
returns table (issue_iid bigint, name text, n integer, path text, sha256 text, size_bytes bigint, folder text,
    file text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select a.issue_iid, a.name, a.n, a.path, a.sha256, a.size_bytes,
           left(encode(sha256(convert_to(format('%s/%s/%s', a.issue_iid, a.name, a.n), 'UTF8')), 'hex'), 32),
           -- As GitLab cleans the names of uploads, so that the link and the file agree.
           regexp_replace(forge.export_file_name(a.name), '[^A-Za-z0-9_.+-]', '_', 'g')
    from forge.attachments a
    where a.project_id = gitlab_uploads.project and a.owner_iid is not null and a.issue_iid >= first_iid
      and a.issue_iid <= last_iid;
$$;
comment on function forge.gitlab_uploads(bigint, bigint, bigint) is
$$Files attached to issues that are here, each with the folder and name that it has below uploads/ in an export for
GitLab, by which texts refer to it.$$;
