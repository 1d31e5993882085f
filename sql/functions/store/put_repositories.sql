create or replace function forge.put_repositories(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.repositories as t (project_id, kind, path, head, ref_count, commit_count, size_bytes, fetched_at)
    select i.project_id, x.kind, x.path, x.head, x.ref_count, x.commit_count, x.size_bytes, clock_timestamp()
    from brigade.runs i,
         jsonb_to_recordset(rows) as x(kind text, path text, head text, ref_count bigint, commit_count bigint,
             size_bytes bigint)
    where i.id = run
    order by x.kind
    on conflict (project_id, kind) do update
    set path = excluded.path, head = excluded.head, ref_count = excluded.ref_count,
        commit_count = excluded.commit_count,
        size_bytes = excluded.size_bytes, fetched_at = excluded.fetched_at;
$$;
comment on function forge.put_repositories(bigint, jsonb) is
'Upserts git repositories that are complete on disk: [{kind, path, head, ref_count, commit_count, size_bytes}]';
