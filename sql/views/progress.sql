create or replace view brigade.progress as
select i.id as run_id, i.source, i.state, i.stage, p.done, p.total,
       case when i.state = 'finished' then 100
            when q.requests > 0 and q.requests_left > 0 then
                least(99, floor(100.0 * q.requests / (q.requests + q.requests_left)))::integer
            when p.total > 0 then least(99, floor(100.0 * p.done / p.total))::integer
            else 0 end as percent,
       p.failed, round(r.per_minute, 1) as jobs_per_minute, e.eta,
       case
           -- Some of what stops a run says itself how it goes on.
           when i.state = 'paused' and i.error ~ ('brigade resume ' || i.id) then 'paused: ' || i.error
           when i.state = 'paused' then 'paused' || coalesce(': ' || rtrim(i.error, '.') || '; when that is mended,',
               ';') || ' go on: brigade resume ' || i.id
           when i.state not in ('queued', 'running') then i.error
           when brigade.waits_for(i.id) is not null then format('waits for the end of run %s', brigade.waits_for(i.id))
           when b.blocked_until is not null then
               format('credential %s: %s; goes on at %s%s', coalesce(i.credential, '(anonymous)'), b.blocked_reason,
                      to_char(b.blocked_until, 'HH24:MI:SS TZ'),
                      '; done on ' || brigade.end_text(clock_timestamp() + e.eta))
           when w.active = 0 then 'no worker is running: start "brigade work"'
           when w.here = 0 and d.due <= clock_timestamp() and (select brigade.held_up()) is not null then
               (select brigade.held_up())
           when w.here = 0 and h.workers = 0 then
               format('its files are at place %s, where no worker is running', h.place)
           when g.follows_children and c.children > 0 then
               format('%s of %s repositories done, %s under way%s', c.ended, c.children, c.running,
                      coalesce(', ' || nullif(c.paused, 0) || ' paused', '')
                          || coalesce(', ' || brigade.reading(i.id, i.stage), ''))
           when w.doing is not null then w.doing
           when w.here > 0 and brigade.reading(i.id, i.stage) is not null then brigade.reading(i.id, i.stage)
           when w.here = 0 and d.due > clock_timestamp() then
               format('next try at %s%s%s', to_char(d.due, 'HH24:MI:SS TZ'), coalesce(' after: ' || d.last_error, ''),
                   coalesce('; ' || (select brigade.held_up()), ''))
       end as waiting_for,
       n.notes, i.verdict, i.error, i.credential, i.priority, i.created_at, i.started_at, i.finished_at, i.parent_id,
       i.target, q.requests, q.requests_left, clock_timestamp() + e.eta as done_at
from brigade.runs i
left join brigade.stages g on g.pipeline = i.pipeline and g.name = i.stage
left join brigade.outlooks o on o.run_id = i.id
-- The list of its members is made once, which offset sees to. A member has none itself, and is not asked.
cross join lateral (
    select i.id || array(select m.id from brigade.runs m where i.parent_id is null and m.parent_id = i.id) as ids
    offset 0) f
-- Of a run that has ended, nothing is asked that only one under way can have.
cross join lateral (
    -- A run that follows children shows the sum of their jobs. Its own stage only counts the children.
    select coalesce(sum(s.done) filter (where w.counts), 0) as done,
           coalesce(sum(s.pending + s.done + s.failed) filter (where w.counts), 0) as total,
           coalesce(sum(s.failed) filter (where w.counts), 0) as failed, sum(s.requests)::bigint as requests
    from brigade.run_stages s
    cross join lateral (select g.follows_children is not true or s.run_id <> i.id as counts) w
    where s.run_id = any (f.ids)) p
cross join lateral (
    -- Of a run that has just started, only the time since then counts.
    select sum(m.jobs) filter (where m.minute > clock_timestamp() - interval '5 minutes') * 60
               / greatest(10, least(300, extract(epoch from clock_timestamp() - i.started_at))) as per_minute,
           sum(m.requests) * 60
               / greatest(10, least(3600, extract(epoch from clock_timestamp() - i.started_at))) as requests_per_minute
    from brigade.meters m
    where i.finished_at is null and i.started_at is not null and m.run_id = any (f.ids)
      and m.minute > clock_timestamp() - interval '1 hour') r
cross join lateral (
    select count(*) as here, max(w.doing) as doing, (select brigade.workers_active()) as active
    from brigade.worker_sessions w
    where i.finished_at is null and w.run_id = i.id and w.stopped_at is null
      and w.seen_at > clock_timestamp() - interval '3 minutes'
      and w.seen_at < clock_timestamp() + interval '5 minutes') w
left join lateral (
    select p.name as place, brigade.workers_active(p.id) as workers
    from brigade.project_places o join brigade.places p on p.id = o.place_id
    where i.finished_at is null and o.project_id = i.project_id) h on true
left join lateral (
    -- A run is blocked only when all its credentials are.
    select max(n.blocked_reason) as blocked_reason, min(n.blocked_until) as blocked_until
    from unnest(array_prepend(i.credential, i.credentials)) w(name)
    left join brigade.credentials k on k.name = w.name
    left join brigade.budgets n on n.identity = coalesce(k.identity, '') and n.blocked_until > clock_timestamp()
        and n.blocked_until < clock_timestamp() + interval '2 hours'
    where i.finished_at is null
    having count(*) = count(n.identity)) b on true
cross join lateral (
    -- What one run needs yet was counted when it read a page of a list, and it has sent some since.
    select case when i.target is null and i.state in ('queued', 'running', 'paused') then coalesce((
               select w.requests_left from brigade.work_of(case when g.follows_children then i.id end) w),
               greatest(0, o.requests_left - (p.requests - o.requests))) end as requests_left,
           case when i.target is null and i.finished_at is null then p.requests end as requests offset 0) q
left join lateral (
    select r.due, r.last_error from (
        (select j.waits_until as due, j.last_error from brigade.jobs j
         where i.state in ('queued', 'running') and j.run_id = i.id and j.stage = i.stage and j.state = 'ready'
           and j.waits_until is not null
         order by j.waits_until limit 1)
        union all
        (select j.run_after, j.last_error from brigade.jobs j
         where i.state in ('queued', 'running') and j.run_id = i.id and j.stage = i.stage and j.state = 'ready'
           and j.waits_until is null
         order by j.run_after limit 1)) r
    order by r.due limit 1) d on true
cross join lateral (
    -- As long as its requests take at its pace and at the budget, or until the next try, whichever is longer; without
    -- any, its jobs.
    select case
        when i.state <> 'running' then null
        when q.requests > 0 and q.requests_left > 0 then greatest(
            q.requests_left / nullif(r.requests_per_minute, 0) * interval '1 minute',
            nullif(brigade.budget_time(array_prepend(i.credential, i.credentials), q.requests_left), interval '0'),
            b.blocked_until - clock_timestamp(), case when w.here = 0 then d.due - clock_timestamp() end)
        when b.blocked_until is null and r.per_minute > 0
            then (p.total - p.done - p.failed) / r.per_minute * interval '1 minute' end as eta) e
cross join lateral (
    select count(*) as children, count(*) filter (where c.state in ('finished', 'failed', 'cancelled')) as ended,
           count(*) filter (where c.state = 'running') as running, count(*) filter (where c.state = 'paused') as paused
    from brigade.runs c where i.finished_at is null and i.parent_id is null and c.parent_id = i.id) c
cross join lateral (select string_agg(o.key || ': ' || o.reason, ', ' order by o.stage, o.key) as notes
    from brigade.omissions o where o.run_id = i.id) n;
comment on view brigade.progress is 'How far is each run, how fast does it go, and what does it wait for?';
comment on column brigade.progress.run_id is 'Run';
comment on column brigade.progress.source is 'Repository or workspace of an import';
comment on column brigade.progress.state is 'queued running paused finished failed cancelled';
comment on column brigade.progress.stage is 'Open stage';
comment on column brigade.progress.done is 'Jobs done, of all stages';
comment on column brigade.progress.total is 'Jobs known so far, of all stages. Listing a page makes more';
comment on column brigade.progress.percent is
$$How far it is: requests sent, of those and the ones that are left (requests_left). Where it sends none, jobs done of
those known so far. Below 100 until it has ended$$;
comment on column brigade.progress.failed is 'Jobs failed. brigade.failures names them';
comment on column brigade.progress.jobs_per_minute is 'Speed over the last five minutes. Null: it has ended';
comment on column brigade.progress.eta is
$$Time left: of the requests that are left, at the pace of the last hour and at the budget of its credentials, whichever
takes longer. Where it sends none, of the jobs known so far, at the speed of the last five minutes$$;
comment on column brigade.progress.waiting_for is
$$What it waits for, or what its workers do at this moment: long work in words, lists as page of pages. Null: it goes
on$$;
comment on column brigade.progress.notes is 'What is not there, and why, as in brigade.omissions';
comment on column brigade.progress.verdict is 'complete, complete with notes, incomplete';
comment on column brigade.progress.error is 'Why it is paused or failed';
comment on column brigade.progress.credential is 'Credential';
comment on column brigade.progress.priority is 'Higher goes first';
comment on column brigade.progress.created_at is 'When it was asked for';
comment on column brigade.progress.started_at is 'When it started';
comment on column brigade.progress.finished_at is 'When it ended';
comment on column brigade.progress.parent_id is 'Import of the workspace that it is part of. That one shows the sum';
comment on column brigade.progress.target is 'Where an export hands out to; null: this is an import';
comment on column brigade.progress.requests is
'API requests that an import under way has sent, those of the repositories of a workspace included';
comment on column brigade.progress.requests_left is
$$API requests that it still needs, as far as sizes of lists and jobs say (brigade.work_of). Repositories that have not
begun count as many as the others on the average$$;
comment on column brigade.progress.done_at is 'When it will be done: now and eta';
