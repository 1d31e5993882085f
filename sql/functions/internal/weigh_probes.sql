create or replace function forge.weigh_probes(run bigint, server text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with talk as materialized (
        select t.iid, coalesce(t.task_count, 0) > 0 as has_open from forge.talks(run => run) t),
    named as materialized (
        select p.name, unnest(p.iids) as iid from brigade.probes p where p.run_id = run),
    -- What lists said of tasks and comments of the merge requests that were read for comparison.
    read as materialized (
        select l.thing, split_part(l.list, '/', 1)::bigint as iid
        from brigade.lists l
        where l.run_id = run and l.is_whole
          and l.list ~ case l.thing when 'tasks' then '^[0-9]{1,18}/tasks$' when 'merge_request_notes'
              then '^[0-9]{1,18}/comments$' else '^$' end),
    compared as (
        select 'q_tasks' as property, 'open' as name, t.iid, t.has_open as is_so,
               exists (select from named n where n.name = 'open' and n.iid = t.iid) as is_named
        from talk t
        union all
        select 'q_tasks', 'open', n.iid, false, true from named n
        where n.name = 'open' and not exists (select from talk t where t.iid = n.iid)
        union all
        select 'q_tasks', 'resolved', r.iid, exists (
                   select from forge.tasks k where k.project_id = i.project_id and k.merge_request_iid = r.iid
                     and k.state = 'RESOLVED' and k.vanished_at is null),
               exists (select from named n where n.name = 'resolved' and n.iid = r.iid)
        from brigade.runs i cross join read r where i.id = run and r.thing = 'tasks'
        union all
        select 'q_deleted', 'deleted', r.iid, exists (
                   select from forge.notes k where k.project_id = i.project_id and k.noteable_type = 'merge_request'
                     and k.noteable_iid = r.iid and k.deleted),
               exists (select from named n where n.name = 'deleted' and n.iid = r.iid)
        from brigade.runs i cross join read r where i.id = run and r.thing = 'merge_request_notes'),
    counted as (
        select c.property, count(*) filter (where c.is_so and c.is_named) as with_it,
               count(*) filter (where not c.is_so and not c.is_named) as without_it,
               count(*) filter (where c.is_so <> c.is_named) as differed,
               min(c.iid) filter (where c.is_so <> c.is_named) as first_iid
        from compared c group by c.property),
    asked as (
        select case p.name when 'deleted' then 'q_deleted' else 'q_tasks' end as property,
               bool_and(p.is_whole and p.refusal is null)
                   and count(*) = max(case p.name when 'deleted' then 1 else 2 end) as is_whole,
               max(p.refusal) as refusal
        from brigade.probes p where p.run_id = run group by 1)
    insert into brigade.calibrations (run_id, property, server, agreed, differed, first_difference, decided)
    select run, a.property, weigh_probes.server, least(c.with_it, c.without_it),
           case when a.is_whole then c.differed else greatest(c.differed, 1) end,
           coalesce(a.refusal, 'the answer is wrong about pull request ' || c.first_iid,
               case when not a.is_whole then 'the answer was not read to its end' end),
           case when not a.is_whole or c.differed > 0 then 'no' when least(c.with_it, c.without_it) >= 3 then 'yes'
               else 'unknown' end
    from asked a join counted c on c.property = a.property
    on conflict (run_id, property) do nothing;
    update brigade.probes p set known = array(select t.iid from forge.talks(run => run) t)
    where p.run_id = run and p.known is null;
$$;
comment on function forge.weigh_probes(bigint, text) is
$$Writes into brigade.calibrations whether answers to questions (brigade.probes) are believed: q_tasks, when the merge
requests with open tasks are exactly those of which the list says so, and those with resolved ones agree with every list
of tasks that was read; q_deleted, when those with deleted comments agree with every list of comments that was read.
Each needs three with and three without.$$;
