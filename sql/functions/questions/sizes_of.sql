create or replace function brigade.sizes_of(run bigint) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'read_comments', i.comments, 'read_tasks', i.tasks, 'parts', i.parts::text,
        'members', (select sum(l.announced) from brigade.lists l where l.run_id = i.id and l.thing = 'members'),
        'merge_requests', m.announced,
        'discussed', (m.discussed * m.announced / nullif(m.listed, 0))::bigint,
        'comments', (m.comments * m.announced / nullif(m.listed, 0))::bigint,
        -- Once comments are here, it is known of which threads no list says when they were resolved.
        'threads', (
            select count(*) filter (where n.resolved and n.resolved_at is null) from forge.notes n
            where n.project_id = i.project_id and n.noteable_type = 'merge_request' having count(*) > 0),
        'issues', (select sum(l.announced) from brigade.lists l where l.run_id = i.id and l.thing = 'issues'))
    from brigade.runs i
    cross join lateral (
        select sum(greatest(l.announced, l.seen)) as announced, sum(l.seen) as listed,
               (select count(*) from forge.merge_requests r
                where r.project_id = i.project_id and (r.comment_count > 0 or r.task_count > 0)) as discussed,
               (select sum(r.comment_count) from forge.merge_requests r where r.project_id = i.project_id) as comments
        from brigade.lists l where l.run_id = i.id and l.thing = 'merge_requests') m
    where i.id = run;
$$;
comment on function brigade.sizes_of(bigint) is
$$How large is what an import brings, as far as its lists have said so? As sizes of brigade.estimate_requests.$$;
