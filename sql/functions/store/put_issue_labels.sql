create or replace function forge.put_issue_labels(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with r as (
        select i.project_id, x.iid, l.name
        from brigade.runs i
        cross join jsonb_to_recordset(rows) as x(iid bigint, name text)
        join forge.labels l on l.project_id = i.project_id and l.name = x.name
        where i.id = run),
    gone as (
        delete from forge.issue_labels t
        using brigade.runs i, jsonb_to_recordset(rows) as x(iid bigint)
        where i.id = run and t.project_id = i.project_id and t.iid = x.iid
          and not exists (select from r where r.iid = t.iid and r.name = t.name))
    insert into forge.issue_labels (project_id, iid, name)
    select r.project_id, r.iid, r.name from r order by r.iid, r.name
    on conflict (project_id, iid, name) do nothing;
$$;
comment on function forge.put_issue_labels(bigint, jsonb) is
$$Replaces the labels of the given issues.
rows: [{iid, name}]. A null, or a name that is not a label of the project, stands for no label.$$;
