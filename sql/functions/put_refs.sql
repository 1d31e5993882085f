create or replace function forge.put_refs(import bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with r as (
        select i.project_id, x.kind, f.name, f.oid, f.peeled_oid
        from brigade.imports i,
             jsonb_to_recordset(rows) as x(kind text, refs jsonb),
             jsonb_to_recordset(x.refs) as f(name text, oid text, peeled_oid text)
        where i.id = import),
    gone as (
        delete from forge.refs t
        using brigade.imports i, jsonb_to_recordset(rows) as x(kind text)
        where i.id = import and t.project_id = i.project_id and t.kind = x.kind
          and not exists (select from r where r.kind = t.kind and r.name = t.name))
    insert into forge.refs as t (project_id, kind, name, oid, peeled_oid)
    select r.project_id, r.kind, r.name, r.oid, r.peeled_oid from r
    order by r.kind, r.name
    on conflict (project_id, kind, name) do update set oid = excluded.oid, peeled_oid = excluded.peeled_oid
    where (t.oid, t.peeled_oid) is distinct from (excluded.oid, excluded.peeled_oid);

    with r as (
        select i.project_id, x.kind, decode(f.name, 'hex') as name, min(f.oid) as oid, min(f.reason) as reason
        from brigade.imports i,
             jsonb_to_recordset(rows) as x(kind text, refused jsonb),
             jsonb_to_recordset(coalesce(x.refused, '[]')) as f(name text, oid text, reason text)
        where i.id = import group by 1, 2, 3),
    gone as (
        delete from forge.refused_refs t
        using brigade.imports i, jsonb_to_recordset(rows) as x(kind text)
        where i.id = import and t.project_id = i.project_id and t.kind = x.kind
          and not exists (select from r where r.kind = t.kind and r.name = t.name))
    insert into forge.refused_refs as t (project_id, kind, name, oid, reason)
    select r.project_id, r.kind, r.name, r.oid, r.reason from r
    order by r.kind, r.name
    on conflict (project_id, kind, name) do update set oid = excluded.oid, reason = excluded.reason
    where (t.oid, t.reason) is distinct from (excluded.oid, excluded.reason);
$$;
comment on function forge.put_refs(bigint, jsonb) is
'Makes the refs of repositories what is given: [{kind, refs: [{name, oid, peeled_oid}], refused: [{name, oid, reason}]}]; others of that kind go. Names of refused ones are hexadecimal';
