create or replace function forge.put_heads(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint := (select i.project_id from brigade.runs i where i.id = put_heads.run);
    missing bigint;
    total bigint;
begin
    update forge.merge_requests m set head_oid = x.head_oid, head_missing = x.head_missing
    from jsonb_to_recordset(rows) as x(iid bigint, head_oid text, head_missing text)
    where m.project_id = project and m.iid = x.iid
      and (m.head_oid, m.head_missing) is distinct from (x.head_oid, x.head_missing);

    select count(*) filter (where m.head_missing is not null), count(*) into missing, total
    from forge.merge_requests m where m.project_id = project;
    if missing > 0 then
        perform brigade.put_omissions(put_heads.run, jsonb_build_array(jsonb_build_object(
            'stage', 'finish', 'key', 'merge_request_heads', 'reason', 'off',
            'message', format('%s of %s merge requests have a head that no branch, fork or merge gives any more: '
                              'forge.merge_requests.head_missing says why', missing, total))));
    end if;
end $$;
comment on function forge.put_heads(bigint, jsonb) is
$$Records which commit refs/merge-requests/<iid>/head keeps, or why it keeps none, and notes how many are missing.
rows: [{iid, head_oid, head_missing}].$$;
