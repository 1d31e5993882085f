create or replace function forge.put_refs(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    has_moved boolean;
begin
    with r as (
        select i.project_id, x.kind, f.name, f.oid, f.peeled_oid
        from brigade.runs i,
             jsonb_to_recordset(rows) as x(kind text, refs jsonb),
             jsonb_to_recordset(x.refs) as f(name text, oid text, peeled_oid text)
        where i.id = put_refs.run),
    gone as (
        delete from forge.refs t
        using brigade.runs i, jsonb_to_recordset(rows) as x(kind text)
        where i.id = put_refs.run and i.mode = 'full' and t.project_id = i.project_id and t.kind = x.kind
          and not exists (select from r where r.kind = t.kind and r.name = t.name)),
    vanished as (
        update forge.refs t set vanished_at = forge.source_time(run => put_refs.run)
        from brigade.runs i, jsonb_to_recordset(rows) as x(kind text)
        where i.id = put_refs.run and i.mode = 'sync' and t.project_id = i.project_id and t.kind = x.kind
          and t.vanished_at is null and not exists (select from r where r.kind = t.kind and r.name = t.name)),
    moved as (
        insert into forge.refs as t (project_id, kind, name, oid, peeled_oid)
        select r.project_id, r.kind, r.name, r.oid, r.peeled_oid from r
        order by r.kind, r.name
        on conflict (project_id, kind, name) do update
        set oid = excluded.oid, peeled_oid = excluded.peeled_oid, vanished_at = null
        where t.vanished_at is not null or (t.oid, t.peeled_oid) is distinct from (excluded.oid, excluded.peeled_oid)
        returning t.kind)
    select exists (select from moved m where m.kind = 'code') into has_moved;

    with r as (
        select i.project_id, x.kind, decode(f.name, 'hex') as name, min(f.oid) as oid, min(f.reason) as reason,
               min(f.kept_as) as kept_as
        from brigade.runs i,
             jsonb_to_recordset(rows) as x(kind text, refused jsonb),
             jsonb_to_recordset(coalesce(x.refused, '[]')) as f(name text, oid text, reason text, kept_as text)
        where i.id = put_refs.run group by 1, 2, 3),
    gone as (
        delete from forge.refused_refs t
        using brigade.runs i, jsonb_to_recordset(rows) as x(kind text)
        where i.id = put_refs.run and t.project_id = i.project_id and t.kind = x.kind
          and not exists (select from r where r.kind = t.kind and r.name = t.name))
    insert into forge.refused_refs as t (project_id, kind, name, oid, reason, kept_as)
    select r.project_id, r.kind, r.name, r.oid, r.reason, r.kept_as from r
    order by r.kind, r.name
    on conflict (project_id, kind, name) do update
    set oid = excluded.oid, reason = excluded.reason, kept_as = excluded.kept_as
    where (t.oid, t.reason, t.kept_as) is distinct from (excluded.oid, excluded.reason, excluded.kept_as);

    insert into brigade.cursors as c (project_id, name, at, run_id)
    select i.project_id, 'refs', forge.source_time(run => put_refs.run), i.id
    from brigade.runs i where i.id = put_refs.run and rows @> '[{"kind": "code"}]'
    on conflict (project_id, name) do update set at = excluded.at, run_id = excluded.run_id;

    -- Pushed since stages that read the repository were done: they start again, and brigade.finish goes back to them.
    if has_moved then
        perform brigade.start_again(put_refs.run, array(
            select s.stage from brigade.run_stages s join brigade.stages t
                on t.pipeline = s.pipeline and t.name = s.stage
            where s.run_id = put_refs.run and s.state = 'done' and t.reads = (
                select k.stage from brigade.things_of(put_refs.run) k where k.thing = 'refs')));
    end if;
end $$;
comment on function forge.put_refs(bigint, jsonb) is
$$Replaces the refs of repositories. A sync deletes none: those that are not there any more have vanished_at, and keep
their last object.
rows: [{kind, refs: [{name, oid, peeled_oid}], refused: [{name, oid, reason, kept_as}]}]. Names of refused refs are
hexadecimal.
Stages that read the repository start again when they were done and a ref has moved.$$;
