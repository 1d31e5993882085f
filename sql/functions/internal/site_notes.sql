create or replace function forge.site_notes(run bigint, type text, after_key text, upto_key text)
returns table (iid bigint, source_id bigint, path bigint[], depth integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with recursive notes as materialized (
        select n.noteable_iid as iid, n.source_id, n.parent_source_id from brigade.runs r
        join forge.notes n on n.project_id = r.project_id
        where r.id = site_notes.run and n.noteable_type = site_notes.type and not n.pending
          and (r.options ->> 'vanished' is distinct from 'false' or n.vanished_at is null)
          and n.noteable_iid > coalesce(after_key::bigint, 0) and n.noteable_iid <= upto_key::bigint),
    tree(iid, source_id, path, depth) as (
        select n.iid, n.source_id, array[n.source_id], 0 from notes n
        where not exists (select from notes p where p.iid = n.iid and p.source_id = n.parent_source_id)
        union all
        -- Who answers an answer of an answer and so on stands beside what is as deep: paths must not grow for ever.
        select n.iid, n.source_id, t.path[1:40] || n.source_id, t.depth + 1
        from tree t join notes n on n.iid = t.iid and n.parent_source_id = t.source_id)
    select t.iid, t.source_id, t.path, t.depth from tree t
    union all
    -- Answers that answer one another are reached from nowhere.
    select n.iid, n.source_id, array[n.source_id], 0 from notes n
    where not exists (select from tree t where t.iid = n.iid and t.source_id = n.source_id);
$$;
comment on function forge.site_notes(bigint, text, text, text) is
$$Comments of the pull requests or issues of a page (type: merge_request, issue) as a tree: path orders them so that an
answer stands below what it answers, and depth says how far it is in.$$;
