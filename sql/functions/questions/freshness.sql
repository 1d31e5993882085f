create or replace function brigade.freshness(project bigint default null, since timestamptz default null)
returns table (project_id bigint, full_name text, thing text, rows bigint, oldest_at timestamptz, older bigint,
               never bigint, rounds integer, silent_changes bigint)
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
    with live as (
        -- One project at a time, so that who asks for one reads no other.
        select m.project_id, m.seen_at, m.comments_read_at, m.tasks_read_at
        from forge.projects p
        cross join lateral (
            select o.project_id, o.seen_at, o.comments_read_at, o.tasks_read_at
            from forge.live_merge_requests o where o.project_id = p.id offset 0) m
        where project is null or p.id = project),
    kind(thing, walk) as (
        values ('merge_requests', '{sweep}'::text[]), ('merge_request_notes', '{audit,stream_audit}'),
               ('tasks', '{audit}')),
    times as (
        select l.project_id, k.thing, case k.thing when 'merge_requests' then l.seen_at
            when 'tasks' then l.tasks_read_at else l.comments_read_at end as at
        from live l cross join kind k),
    read as (
        select t.project_id, t.thing, min(t.at) as oldest_at,
               count(*) filter (where (t.at >= since) is not true) as older,
               count(*) filter (where t.at is null) as never
        from times t group by t.project_id, t.thing),
    round as (
        select c.project_id, k.thing, max(c.rounds) as rounds, max(c.at) as began_at
        from brigade.cursors c join kind k on c.name = any (k.walk)
        group by c.project_id, k.thing)
    select p.id, p.full_name, r.thing,
           case r.thing
               when 'merge_requests' then (select count(*) from live l where l.project_id = p.id)
               when 'tasks' then (select count(*) from forge.live_tasks k where k.project_id = p.id)
               else (select count(*) from forge.live_notes n
                     where n.project_id = p.id and n.noteable_type = 'merge_request') end,
           r.oldest_at, case when since is not null then r.older end, r.never, coalesce(o.rounds, 0), (
               select count(*) from brigade.silent_changes s
               where s.project_id = p.id and s.thing = r.thing and s.at >= coalesce(o.began_at, '-infinity'))
    from read r
    join forge.projects p on p.id = r.project_id
    left join round o on o.project_id = r.project_id and o.thing = r.thing
    union all
    select p.id, p.full_name, c.name, case c.name
               when 'refs' then (select count(*) from forge.live_refs r where r.project_id = p.id)
               else (select count(*) from forge.live_members m where m.project_id = p.id) end,
           c.at, case when since is not null then (c.at < since)::integer::bigint end, 0, 0, 0
    from brigade.cursors c join forge.projects p on p.id = c.project_id
    where c.name in ('refs', 'members') and (project is null or p.id = project)
    order by 1, 3;
$$;
comment on function brigade.freshness(bigint, timestamptz) is
$$As of when is what is here, per project and thing? rows: how many are here and have not vanished. oldest_at: since
when all of them were seen at the source, in its time. older: of how many merge requests that is not so since `since`;
of refs and members, which are read at once, 1 or 0. never: of how many no time is known. rounds: how often syncs have
read all of them again. silent_changes: what syncs found since the last whole round began that nothing had said
(brigade.silent_changes).
project: null for all.$$;
