create or replace function forge.differing_refs(run bigint, kind text, refs jsonb)
returns table (name text, sentence text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with project as (
        -- A wiki that came from elsewhere is not the source's.
        select i.project_id from brigade.runs i
        where i.id = run and (differing_refs.kind <> 'wiki' or not exists (
            select from brigade.runs o where o.id = brigade.last_import(i.requested_by, i.source)
                and o.wiki_source is not null))),
    here as (
        select r.name, r.oid from project p join forge.refs r on r.project_id = p.project_id
        where r.kind = differing_refs.kind and r.vanished_at is null
        union all
        select '\x' || encode(r.name, 'hex'), r.oid
        from project p join forge.refused_refs r on r.project_id = p.project_id
        where r.kind = differing_refs.kind),
    there as (
        select x.name, x.oid from project cross join jsonb_to_recordset(refs) as x(name text, oid text))
    select coalesce(h.name, t.name),
           case when h.name is null then format('%s is at the source and not here', t.name)
                when t.name is null then format('%s is here and not at the source any more', h.name)
                else format('%s is at %s at the source, and at %s here', h.name, t.oid, h.oid) end
    from here h full join there t on t.name = h.name
    where h.oid is distinct from t.oid
    order by 1;
$$;
comment on function forge.differing_refs(bigint, text, jsonb) is
$$Branches and tags that are not the same here as those that the server advertises, [{name, oid}], of the code or the
wiki, each with a sentence. For the freeze check.$$;
