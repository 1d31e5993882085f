create or replace function forge.talks(run bigint, after bigint default 0, most integer default null)
returns table (iid bigint, comment_count bigint, task_count bigint, stored bigint, live bigint, is_torn boolean,
    has_anchor boolean, shows boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with chosen as (
        select n.iid from (
            select k.key::bigint as iid from brigade.pages p cross join unnest(p.keys) k(key)
            where p.run_id = run and p.thing = 'merge_requests' and k.key ~ '^[0-9]{1,18}$'
            union
            select s.iid from forge.stream_notes s where s.run_id = run) n
        where n.iid > after order by n.iid limit most),
    streamed as (
        select s.iid, s.source_id, (s.put ->> 'parent_source_id')::bigint as parent,
               coalesce((s.put ->> 'deleted')::boolean, false) as deleted,
               jsonb_typeof(s.put #> '{raw,inline}') = 'object' as has_anchor
        from forge.stream_notes s join chosen c on c.iid = s.iid where s.run_id = run),
    counted as (
        select s.iid, count(*) as stored, count(*) filter (where not s.deleted) as live,
               bool_or(s.parent is not null and p.source_id is null) as is_torn,
               coalesce(bool_or(s.has_anchor), false) as has_anchor
        from streamed s left join streamed p on p.source_id = s.parent and p.iid = s.iid
        group by s.iid)
    select c.iid, m.comment_count, m.task_count, coalesce(n.stored, 0), coalesce(n.live, 0), coalesce(n.is_torn, false),
           coalesce(n.has_anchor, false),
           coalesce(m.comment_count, 0) > 0 or coalesce(m.task_count, 0) > 0 or coalesce(n.stored, 0) > 0
    from chosen c
    join brigade.runs i on i.id = run
    left join forge.merge_requests m on m.project_id = i.project_id and m.iid = c.iid
    left join counted n on n.iid = c.iid
    order by c.iid;
$$;
comment on function forge.talks(bigint, bigint, integer) is
$$What the list of merge requests and the activity stream of a run say about the talk of each merge request: those that
either names, in order, behind `after`. stored, live: comments that the stream shows, with and without deleted ones;
is_torn: it shows an answer to one that it does not show; has_anchor: it shows one about a line of a file; shows: the
merge request has comments or open tasks, or the stream shows a comment.$$;
