create or replace function brigade.implied_by(project bigint) returns table (thing text, key text)
language plpgsql stable cost 100000 rows 10 set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
    return query
    select 'merge_requests', d.iid::text
    from (
        select n.noteable_iid as iid from forge.notes n
        where n.project_id = project and n.noteable_type = 'merge_request' and n.merge_request_iid is null
          and n.issue_iid is null and not exists (
            select from forge.merge_requests m where m.project_id = n.project_id and m.iid = n.noteable_iid)
        union
        select t.merge_request_iid from forge.tasks t
        where t.project_id = project and t.owner_iid is null and not exists (
            select from forge.merge_requests m where m.project_id = t.project_id and m.iid = t.merge_request_iid)) d;
end $$;
comment on function brigade.implied_by(bigint) is
$$Which things must be there, because others of a project that are here belong to them, and are not here? See
brigade.implied.$$;
