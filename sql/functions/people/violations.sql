create or replace function brigade.violations(import bigint default null)
returns table (invariant text, import_id bigint, ids jsonb, message text)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan -- for one import, indexes are used
set jit = off -- compiling thirty small queries takes longer than running them
set work_mem = '64MB'
as $$
#variable_conflict use_column
begin
    -- One statement: all of it looks at the same moment, whatever the workers do meanwhile.
    return query
    with imports as materialized (
        select i.*, exists (select from brigade.imports n where n.project_id = i.project_id
            and n.id > i.id) as is_superseded,
               -- Events are pruned from the first on, and imports older than brigade.events have none: those are not
               -- folded.
               (select e.subject = 'import' and e.event = 'queued' from brigade.events e where e.import_id = i.id
                   order by e.id limit 1) as has_events
        from brigade.imports i where violations.import is null or i.id = violations.import),
    counts as materialized (
        select j.import_id, j.stage, count(*) filter (where j.state = 'ready') as pending,
               count(*) filter (where j.state = 'done') as done, count(*) filter (where j.state = 'failed') as failed
        from brigade.jobs j where violations.import is null or j.import_id = violations.import
        group by j.import_id, j.stage),
    job_events as materialized (
        select e.import_id, e.id, e.event, e.stage, x.job, x.attempt
        from imports i
        join brigade.events e on e.import_id = i.id and e.subject = 'jobs'
        cross join lateral unnest(e.jobs, e.attempts) x(job, attempt)
        where i.has_events),
    folded as materialized (
        select f.import_id, f.job, f.attempt, f.claims, e.event
        from (select e.import_id, e.job, max(e.id) as last, coalesce(max(e.attempt) filter (where e.event = 'claimed'),
            0) as attempt,
                     count(*) filter (where e.event = 'claimed') as claims
              from job_events e group by e.import_id, e.job) f
        join brigade.events e on e.import_id = f.import_id and e.id = f.last)

    select 'I1 conservation', s.import_id, jsonb_build_object('stage', s.stage),
           format('stage %s counts %s pending, %s done, %s failed; its jobs are %s, %s, %s', s.stage, s.pending,
               s.done, s.failed,
                  coalesce(c.pending, 0), coalesce(c.done, 0), coalesce(c.failed, 0))
    from imports i
    join brigade.import_stages s on s.import_id = i.id
    left join counts c on c.import_id = s.import_id and c.stage = s.stage
    where (s.pending, s.done, s.failed) is distinct from (coalesce(c.pending, 0), coalesce(c.done, 0),
        coalesce(c.failed, 0))
    union all
    select 'I1 conservation', c.import_id, jsonb_build_object('stage', c.stage),
           format('there are jobs of stage %s, which the import has not', c.stage)
    from counts c where not exists (select from brigade.import_stages s where s.import_id = c.import_id
        and s.stage = c.stage)
    union all
    select 'I1 conservation', j.import_id, jsonb_build_object('job', j.id),
           format('job %s of %s has failed without a row in brigade.failures', j.key, j.stage)
    from imports i
    join brigade.import_stages s on s.import_id = i.id and s.failed > 0
    join brigade.jobs j on j.import_id = i.id and j.stage = s.stage and j.state = 'failed'
    where not exists (select from brigade.failures f where f.import_id = j.import_id and f.stage = j.stage
        and f.key = j.key)
    union all
    select 'I1 conservation', f.import_id, jsonb_build_object('stage', f.stage, 'key', f.key),
           format('the failure %s of %s is that of no failed job', f.key, f.stage)
    from imports i
    join brigade.failures f on f.import_id = i.id
    where not exists (select from brigade.jobs j where j.import_id = f.import_id and j.stage = f.stage
        and j.key = f.key and j.state = 'failed')

    union all
    -- Unique keys are what makes every effect happen once.
    select 'I3 one effect', null, jsonb_build_object('index', x.indexrelid::regclass),
           format('the unique index %s is not valid', x.indexrelid::regclass)
    from pg_index x join pg_class c on c.oid = x.indrelid
    where violations.import is null and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
      and x.indisunique and not (x.indisvalid and x.indisready)

    union all
    select 'I4 one end', e.import_id, jsonb_build_object('job', e.job, 'attempt', e.attempt),
           format('attempt %s of job %s ended %s times', e.attempt, e.job, count(*))
    from job_events e where e.event in ('done', 'failed', 'again', 'released')
      and e.attempt is not null -- a child import ends its job without one
    group by e.import_id, e.job, e.attempt having count(*) > 1

    union all
    select 'I5 order of stages', i.id, jsonb_build_object('stage', i.stage),
           format('the import is %s at stage %s, and its open stage is %s', i.state, i.stage, coalesce(o.stage, 'none'))
    from imports i
    left join brigade.import_stages o on o.import_id = i.id and o.state = 'open'
    where case when i.state = 'finished' then o.stage is not null
               when i.state in ('queued', 'running', 'paused') then o.stage is distinct from i.stage else false end
    union all
    select 'I5 order of stages', i.id, jsonb_build_object('stage', s.stage),
           format('stage %s is %s with %s jobs pending, and stage %s behind it is open', s.stage, s.state, s.pending,
           o.stage)
    from imports i
    join brigade.import_stages o on o.import_id = i.id and o.state = 'open'
    join brigade.stages po on po.name = o.stage
    join brigade.import_stages s on s.import_id = i.id and (s.state <> 'done' or s.pending > 0)
    join brigade.stages ps on ps.name = s.stage and ps.position < po.position
    union all
    -- A claim of a stage that was not open at that moment: the newest event of the stage before it says so.
    select 'I5 order of stages', e.import_id, jsonb_build_object('event', e.id, 'stage', e.stage),
           format('jobs of stage %s were claimed while it was not open', e.stage)
    from (select e.import_id, e.id, e.stage, e.subject,
                 max(e.id) filter (where e.subject = 'stage') over w as last,
                 max(e.id) filter (where e.subject = 'stage' and e.event = 'open') over w as opened
          from imports i
          join brigade.events e on e.import_id = i.id
              and (e.subject = 'stage' or (e.subject = 'jobs' and e.event = 'claimed'))
          where i.has_events
          window w as (partition by e.import_id, e.stage order by e.id)) e
    where e.subject = 'jobs' and e.opened is distinct from e.last

    union all
    select 'I6 no orphan', j.import_id, jsonb_build_object('job', j.id),
           format('job %s of %s is not due before %s: no lease and no back-off is that long', j.key, j.stage,
           j.run_after)
    from imports i
    join brigade.jobs j on j.import_id = i.id and j.state = 'ready'
    join brigade.stages t on t.name = j.stage
    where j.run_after > clock_timestamp() + t.lease + interval '2 hours'

    union all
    select 'I8 attempts', j.import_id, jsonb_build_object('job', j.id),
           format('job %s of %s counts %s attempts, and was claimed %s times', j.key, j.stage, j.attempt, f.claims)
    from folded f
    join brigade.jobs j on j.import_id = f.import_id and j.id = f.job
    where (j.attempt, j.attempt) is distinct from (f.claims, f.attempt)
    union all
    select 'I8 attempts', j.import_id, jsonb_build_object('job', j.id),
           format('job %s of %s was tried %s times, and the budget is %s', j.key, j.stage, j.attempt - j.spared,
           t.max_attempts)
    from imports i
    join brigade.jobs j on j.import_id = i.id
    join brigade.stages t on t.name = j.stage
    where j.attempt - j.spared > t.max_attempts and j.state <> 'failed'

    union all
    select 'I13 replay', j.import_id, jsonb_build_object('job', j.id),
           format('job %s of %s is %s; what happened to it says %s', j.key, j.stage, j.state,
           coalesce(f.event, 'nothing'))
    from imports i
    join brigade.jobs j on j.import_id = i.id
    left join folded f on f.import_id = j.import_id and f.job = j.id
    where i.has_events
      and j.state is distinct from case when f.event in ('done', 'failed') then f.event when f.event <> 'removed'
          then 'ready' end
    union all
    select 'I13 replay', f.import_id, jsonb_build_object('job', f.job),
           format('job %s is gone; what happened to it says %s', f.job, f.event)
    from folded f
    where f.event <> 'removed' and not exists (select from brigade.jobs j where j.import_id = f.import_id
        and j.id = f.job)
    union all
    select 'I13 replay', i.id, jsonb_build_object('stage', e.stage),
           format('the import is %s; what happened to it says %s', i.state, e.event)
    from imports i
    cross join lateral (select e.event, e.stage from brigade.events e where e.import_id = i.id and e.subject = 'import'
        order by e.id desc limit 1) e
    where i.has_events and e.event <> i.state
    union all
    select 'I13 replay', s.import_id, jsonb_build_object('stage', s.stage),
           format('stage %s is %s; what happened to it says %s', s.stage, s.state, coalesce(e.event, 'waiting'))
    from imports i
    join brigade.import_stages s on s.import_id = i.id
    left join lateral (
        select e.event from brigade.events e
        where e.import_id = i.id and e.subject = 'stage' and e.stage = s.stage order by e.id desc limit 1) e on true
    where i.has_events and s.state <> coalesce(e.event, 'waiting')

    union all
    select 'I15 nothing to do', s.import_id, jsonb_build_object('stage', s.stage),
           format('the import has finished, and %s jobs of stage %s are pending', s.pending, s.stage)
    from imports i
    join brigade.import_stages s on s.import_id = i.id and (s.pending > 0 or s.state <> 'done')
    where i.state = 'finished'

    union all
    select 'I16 honest end', i.id, jsonb_build_object('missing', m.things),
           format('the verdict is "%s", and %s is missing: see brigade.missing', i.verdict, m.things)
    from imports i
    cross join lateral (select coalesce(sum(m.number), 0) as things from brigade.missing m where m.import_id = i.id) m
    where i.state = 'finished' and i.verdict <> 'incomplete' and m.things > 0
    union all
    select 'I16 honest end', i.id, jsonb_build_object('omissions', o.notes),
           format('the verdict is "%s", and there are %s notes: see brigade.omissions', i.verdict, o.notes)
    from imports i
    cross join lateral (
        select (select count(*) from brigade.omissions o where o.import_id = i.id)
             + (select count(*) from brigade.imports c where c.parent_id = i.id and c.verdict = 'complete with notes')
                 as notes) o
    where i.state = 'finished' and (i.verdict = 'complete') <> (o.notes = 0) and i.verdict <> 'incomplete'

    union all
    select 'I9 refs', i.id, jsonb_build_object('repository', r.path),
           format('the repository %s has %s refs, and %s are recorded', r.path, r.ref_count, f.refs)
    from imports i
    join forge.repositories r on r.project_id = i.project_id
    cross join lateral (select count(*) as refs from forge.refs f where f.project_id = r.project_id
        and f.kind = r.kind) f
    where not i.is_superseded and f.refs <> r.ref_count
    union all
    select 'threads', i.id, jsonb_build_object('note', n.source_id),
           format('comment %s answers %s, and stands in another thread', n.source_id, n.parent_source_id)
    from imports i
    join forge.notes n on n.project_id = i.project_id
    join forge.notes p on p.project_id = n.project_id and p.noteable_type = n.noteable_type
        and p.source_id = n.parent_source_id
    where not i.is_superseded and n.discussion_source_id <> p.discussion_source_id and n.noteable_iid = p.noteable_iid
      -- Under a root: comments that answer one another in a circle, as a source may say, have none.
      and (select r.parent_source_id from forge.notes r
           where r.project_id = p.project_id and r.noteable_type = p.noteable_type
               and r.source_id = p.discussion_source_id) is null;
end $$;
comment on function brigade.violations(bigint) is
$$Proof that the books are right: one row per broken invariant, with the ids of what breaks it; empty when all is
well. Of one import, or of all. Takes no lock and may run at any time: it reads jobs, events and comments a few
times: some 20 seconds for a million of each (tests/bench/violations)$$;
