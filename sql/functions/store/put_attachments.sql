create or replace function forge.put_attachments(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.attachments as t (project_id, issue_iid, owner_iid, name, n, path, sha256, size_bytes, sanitised,
        raw)
    select distinct on (x.issue_iid, x.name, coalesce(x.n, 1))
        i.project_id, x.issue_iid, o.iid, x.name, coalesce(x.n, 1), x.path, x.sha256, x.size_bytes, x.sanitised,
        x.raw
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(
        issue_iid bigint, name text, n integer, path text, sha256 text, size_bytes bigint, sanitised boolean,
        raw jsonb)
    left join forge.issues o on o.project_id = i.project_id and o.iid = x.issue_iid
    where i.id = run
    order by x.issue_iid, x.name, coalesce(x.n, 1), x.raw::text
    on conflict (project_id, issue_iid, name, n) do update
    set path = excluded.path, sha256 = excluded.sha256, size_bytes = excluded.size_bytes,
        sanitised = excluded.sanitised, raw = excluded.raw
    where (t.path, t.sha256, t.size_bytes, t.raw) is distinct from (excluded.path, excluded.sha256,
        excluded.size_bytes, excluded.raw);
$$;
comment on function forge.put_attachments(bigint, jsonb) is
$$Upserts files of issues that are complete on disk: [{issue_iid, name, n, path, sha256, size_bytes, sanitised,
raw}]; n tells files of one name apart, 1 where it is not given$$;
