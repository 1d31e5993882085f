create or replace function forge.fingerprint(project bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select encode(sha256(string_agg(sha256(convert_to(o.kind || E'\n' || o.key || E'\n' || o.raw, 'UTF8')), ''::bytea
        order by o.kind, o.key collate "C")), 'hex')
    from (
        select 'refs' as kind, r.kind || ' ' || r.name as key, r.oid as raw from forge.live_refs r
        where r.project_id = project
        union all
        select 'merge_requests', m.iid::text, m.raw::text from forge.live_merge_requests m where m.project_id = project
        union all
        select 'merge_request_notes', n.source_id::text, n.raw::text from forge.live_notes n
        where n.project_id = project and n.noteable_type = 'merge_request'
        union all
        select 'tasks', k.source_id::text, k.raw::text from forge.live_tasks k where k.project_id = project) o;
$$;
comment on function forge.fingerprint(bigint) is
$$A hash over what is here of a project and has not vanished: kind, key and object as the API gave it, of each ref,
merge request, comment and task in order. Two that are the same are of the same rows.$$;
