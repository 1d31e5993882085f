create or replace function brigade.known_sizes(run bigint) returns jsonb
-- plpgsql keeps its plan from call to call, and brigade.progress asks for each run.
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select jsonb_build_object(
            'read_comments', i.comments, 'read_tasks', i.tasks, 'parts', i.parts::text,
            'members', case when not p.takes_people then (
                select sum(l.announced) from (
                    select max(p.announced) as announced from brigade.pages p
                    where p.run_id = i.id and p.thing = 'members' group by p.list) l) end,
            'takes_people', p.takes_people,
            'merge_requests', m.announced,
            'discussed', (d.discussed * m.announced / nullif(d.many, 0))::bigint,
            'comments', (d.comments * m.announced / nullif(d.many, 0))::bigint,
            'issues', (
                select sum(l.announced) from (
                    select max(p.announced) as announced from brigade.pages p
                    where p.run_id = i.id and p.thing = 'issues' group by p.list) l),
            'issues_withdrawn', exists (
                select from brigade.withdrawals w
                where w.thing = 'issues' and w.seen_at > now() - interval '1 day'))
        from brigade.runs i
        cross join lateral (
            -- The import of its workspace has asked who the people are.
            select i.parent_id is not null and exists (
                select from brigade.pages p where p.run_id = i.parent_id and p.thing = 'members') as takes_people) p
        cross join lateral (
            select sum(l.announced) as announced from (
                select max(coalesce(p.announced, cardinality(p.keys))) as announced from brigade.pages p
                where p.run_id = i.id and p.thing = 'merge_requests' group by p.list) l) m
        cross join lateral (
            -- Some of those that are here stand for all.
            select count(*) as many, count(*) filter (where s.comment_count > 0 or s.task_count > 0) as discussed,
                   sum(s.comment_count) as comments
            from (
                select r.comment_count, r.task_count from forge.merge_requests r
                where r.project_id = i.project_id limit 300) s) d
        where i.id = known_sizes.run);
end $$;
comment on function brigade.known_sizes(bigint) is
$$How large is what an import brings, as far as its lists have said so? As sizes of brigade.estimate_requests. It reads
so little that it may be asked often, and of large projects a part stands for the whole.$$;
