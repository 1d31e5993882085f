create or replace function forge.threads_without_time(run bigint) returns table (iid bigint, source_id bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.noteable_iid, n.source_id
    from brigade.runs i
    join forge.notes n on n.project_id = i.project_id and n.noteable_type = 'merge_request' and n.resolved
        and n.resolved_at is null and n.vanished_at is null
    where i.id = run and exists (
        select from brigade.pages p
        where p.run_id = i.id and p.thing = 'merge_request_notes'
          and p.list in (n.noteable_iid || '/comments', n.noteable_iid || '/stream'));
$$;
comment on function forge.threads_without_time(bigint) is
$$Comments that a run has read whose threads were resolved, and of which neither list nor activity stream says when.$$;
