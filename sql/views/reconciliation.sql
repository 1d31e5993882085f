-- What is long to plan stands in functions, which a session plans once. The rest joins what is grouped once, because a
-- query for each row costs so much for the planner that JIT compiles for seconds.
create or replace view brigade.reconciliation as
select i.id as run_id, k.thing, coalesce(l.announced_first, t.announced) as announced_first,
       coalesce(l.announced, t.announced) as announced, coalesce(l.seen, t.listed) as seen,
       case when not k.is_stored then coalesce(l.seen, t.listed) when l.seen is null then h.here
           else l.seen - coalesce(d.absent, 0) end as stored,
       coalesce(f.failed, 0) as failed,
       coalesce(h.here - l.seen + d.absent, 0) as withdrawn,
       coalesce(m.missing, 0) as missing,
       coalesce(o.reason, g.reason) as reason, coalesce(o.message, g.message) as message,
       case when s.state = 'done' then coalesce(m.missing, 0) = 0 and not coalesce(f.is_open, false) end as matches,
       coalesce(v.vanished, 0) as vanished
from brigade.runs i
join brigade.things k on k.pipeline = i.pipeline
join brigade.run_stages s on s.run_id = i.id and s.stage = k.stage
left join (
    select p.run_id, p.thing, p.announced_first::numeric, p.announced::numeric, p.seen, p.is_here, p.removals
    from brigade.proofs p
    union all
    select u.run_id, u.thing, c.announced_first, c.announced, c.seen, false, 0
    from brigade.lists_uncounted u cross join lateral brigade.count_lists(u.run_id, u.thing) c) l
        on l.run_id = i.id and l.thing = k.thing
left join brigade.newest_imports w on w.run_id = i.id
left join brigade.removals r on r.project_id = i.project_id and r.thing = k.thing
-- Runs of one project share this: PostgreSQL remembers it by project.
cross join lateral (select brigade.count_project(i.project_id) as counts offset 0) c
cross join lateral (select coalesce((c.counts ->> k.thing)::bigint, 0) as here) h
cross join lateral (
    select case when w.run_id is null then null when l.is_here and l.removals = coalesce(r.number, 0) then 0
        when l.seen is not null then (select count(*) from brigade.absent_of(i.id, k.thing)) end as absent
    offset 0) d
left join (
    select x.run_id, x.thing, count(*) as failed, not bool_and(x.is_one) as is_open
    from brigade.failed_things x group by x.run_id, x.thing) f on f.run_id = i.id and f.thing = k.thing
left join (
    select x.run_id, x.thing, sum(x.number) as missing from brigade.missing x
    where not exists (select from brigade.failed_things f where f.run_id = x.run_id and f.thing = x.thing
        and f.key = x.key and f.is_one)
    group by x.run_id, x.thing) m on m.run_id = i.id and m.thing = k.thing
left join brigade.tallies t on t.run_id = i.id and t.thing = k.thing
left join brigade.omissions o on o.run_id = i.id and o.key = k.thing
left join (
    select x.run_id, n.thing, x.reason, format('what the source does not have, brigade.omissions names: %s of them',
        count(*)) as message
    from brigade.omissions x
    join brigade.runs r on r.id = x.run_id
    join brigade.things n on n.pipeline = r.pipeline and n.stage = x.stage and x.key ~ n.job_keys
    where x.reason = 'gone' group by x.run_id, n.thing, x.reason) g on g.run_id = i.id and g.thing = k.thing
left join lateral (
    select count(*) as vanished
    from (select r.project_id, 'refs' as thing from forge.refs r
          where r.kind = 'code' and r.vanished_at is not null
          union all
          select e.project_id, 'members' from forge.members e where e.vanished_at is not null
          union all
          select q.project_id, 'merge_requests' from forge.merge_requests q where q.vanished_at is not null
          union all
          select n.project_id, 'merge_request_notes' from forge.notes n
          where n.noteable_type = 'merge_request' and n.vanished_at is not null
          union all
          select t.project_id, 'tasks' from forge.tasks t where t.vanished_at is not null) g
    where g.project_id = i.project_id and g.thing = k.thing) v on true;
comment on view brigade.reconciliation is
$$Per import and kind: what the source has, what was seen, what is stored, failed, withdrawn or not there. Does it
match? brigade.missing names what does not$$;
comment on column brigade.reconciliation.run_id is 'Run';
comment on column brigade.reconciliation.thing is 'Thing, as in brigade.things';
comment on column brigade.reconciliation.announced_first is
$$Sum of the sizes that the source's lists gave on their first pages; null: they give none$$;
comment on column brigade.reconciliation.announced is 'The same on their last pages';
comment on column brigade.reconciliation.seen is
$$Different things that the lists named, or how many were counted; null: none was looked for$$;
comment on column brigade.reconciliation.stored is
$$Of those, rows here; where no list was read, all rows here; of a kind that is not row by row here
(brigade.things.is_stored) those taken up. An import that a later one of its project has taken the place of is not
compared with what is here: what it saw counts$$;
comment on column brigade.reconciliation.failed is
'Failures of jobs that bring it (brigade.failed_things), and of no others';
comment on column brigade.reconciliation.withdrawn is 'Rows of earlier imports that no list names any more';
comment on column brigade.reconciliation.missing is
'Named and not here, or announced and not named. Those that failed do not count';
comment on column brigade.reconciliation.reason is
$$off, forbidden, withdrawn or unsupported when it is not there to be brought over; gone when the source lacks some of
it$$;
comment on column brigade.reconciliation.message is 'Why, in a sentence';
comment on column brigade.reconciliation.matches is
$$Nothing is missing but what failures name one by one. Null: its stage is not done, so nobody knows yet$$;
comment on column brigade.reconciliation.vanished is
$$Rows here that the source has no more: a list that should name them was read to its end and did not (vanished_at)$$;
