create or replace view brigade.to_do as
select a.place, a.what, a.cause, a.number, brigade.some_of(a.sources) as sources, a.run_id, a.todo
from (
    select 1 as place, 'stands still' as what, 'no worker is running' as cause, count(*) as number,
           array_agg(s.source order by s.run_id) as sources, min(s.run_id) as run_id, 'brigade work' as todo
    from brigade.standing s
    where s.state in ('queued', 'running') and (select brigade.workers_active()) = 0
      -- A workspace stands for its repositories until they are known.
      and not (s.is_workspace and exists (select from brigade.runs c where c.parent_id = s.run_id))
    having count(*) > 0
    union all
    select case s.state when 'paused' then 2 else 3 end, s.state,
           coalesce(regexp_replace(min(s.error), '; [^;]*: brigade (resume|retry) \d+$', ''), 'somebody paused it'),
           greatest(1, count(*) filter (where not s.is_workspace)), array_agg(s.source order by s.run_id),
           min(s.run_id),
           -- Several of one workspace go on at once.
           case s.state when 'paused' then 'brigade resume ' else 'mend the cause, then brigade retry ' end || case
               when count(*) = count(s.parent_id) and min(s.parent_id) = max(s.parent_id) and count(*) > 1
                   then min(s.parent_id) else min(s.run_id) end
    from brigade.standing s
    where s.state in ('paused', 'failed')
    group by s.state, brigade.cause_of(s.error)
    union all
    select 4, 'not brought over', c.message, c.things, array[c.sources], c.first_run_id,
           format('brigade failures %1$s, then brigade retry %1$s', coalesce(c.parent_id, c.first_run_id))
    from brigade.open_failures_by_cause c
    where not c.is_fatal
    union all
    select 5, 'incomplete', 'something is missing, and no failure names it', count(*),
           array_agg(s.source order by s.run_id), min(s.run_id), 'brigade verify ' || min(s.run_id)
    from brigade.standing s
    where s.standing = 'incomplete' and not s.is_workspace
      and not exists (select from brigade.failures f where f.run_id = s.run_id)
    having count(*) > 0) a;
comment on view brigade.to_do is
$$What needs a person? Grouped by cause, the most urgent first (place); no row: nothing does. `brigade status` prints
this.$$;
comment on column brigade.to_do.place is 'Order';
comment on column brigade.to_do.what is
$$stands still, paused, failed, not brought over (things that failed), or incomplete for another reason$$;
comment on column brigade.to_do.cause is 'Why, in the words of one of them';
comment on column brigade.to_do.number is 'How many repositories it is, or things that were not brought over';
comment on column brigade.to_do.sources is 'Which repositories, the first three by name';
comment on column brigade.to_do.run_id is 'The oldest run of these';
comment on column brigade.to_do.todo is 'What to type for that one';
