create or replace view brigade.missing as
select f.run_id, f.stage, k.thing, f.key, 1::bigint as number, f.url as link, f.message as reason, null::text as job
from brigade.failures f
left join brigade.failed_things k on k.run_id = f.run_id and k.stage = f.stage and k.key = f.key and k.is_one
union all
-- Seen in a list, and not here. Only the newest import of a project is asked, because a later one may have taken away
-- what is gone.
select i.id, k.stage, k.thing, d.key, 1, replace(f.link, '{key}', d.key),
       'a list of the source names it, and it is not here', f.job
from brigade.runs i
join brigade.things k on k.pipeline = i.pipeline
join brigade.run_stages s on s.run_id = i.id and s.stage = k.stage and s.state = 'done'
cross join lateral (
    -- This groups and does not join, because the planner does not know how many keys a page names and may choose a
    -- nested loop. Whether there is anything to group is asked first, because that remembers only what the lists name.
    -- Where no list was read, what is here is not read either.
    select u.key, min(u.list) as list
    from (select key, g.list, false as is_here
          from brigade.pages g
          cross join unnest(g.keys) key
          where g.run_id = i.id and g.thing = k.thing and not starts_with(key, 'draft:')
          union all
          select h.key, null, true
          from brigade.holdings h
          where h.project_id = i.project_id and h.thing = k.thing
            and exists (select from brigade.pages l where l.run_id = i.id and l.thing = k.thing)) u
    where exists (
        select key from brigade.pages g cross join unnest(g.keys) key
        where g.run_id = i.id and g.thing = k.thing and not starts_with(key, 'draft:')
        except
        select h.key from brigade.holdings h
        where h.project_id = i.project_id and h.thing = k.thing
          and exists (select from brigade.pages l where l.run_id = i.id and l.thing = k.thing))
    group by u.key having not bool_or(u.is_here)) d
join brigade.pages f on f.run_id = i.id and f.thing = k.thing and f.list = d.list and f.page = 1
where k.is_stored and not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id)
  and not (k.is_excused and exists (select from brigade.omissions o where o.run_id = i.id
      and o.key = k.thing))
  and not exists (
        select from brigade.omissions o
        where o.run_id = i.id and o.stage = k.stage and o.key = d.key and o.reason = 'gone')
  -- A thing that is too large for any page has a job of its own, and one without a key is known by its place.
  and not exists (
        select from brigade.failed_things f
        where f.run_id = i.id and f.thing = k.thing and f.is_one and f.key in (d.key, d.list || '/item/' || d.key))
union all
-- A list has more than its pages showed, or its last page was never read.
select l.run_id, k.stage, l.thing, null, greatest(l.announced_most - l.seen, 1), replace(l.link, '{key}', ''),
       case when l.announced_most > l.seen
            then format('the list "%s" said it has %s, and its pages showed %s', l.list, l.announced_most, l.seen)
            else format('the last page of the list "%s" was not read', l.list) end,
       case when not f.has_failed then l.job end
from brigade.lists l
join brigade.runs i on i.id = l.run_id
join brigade.things k on k.pipeline = i.pipeline and k.thing = l.thing
join brigade.run_stages s on s.run_id = l.run_id and s.stage = k.stage and s.state = 'done'
cross join lateral (select exists (
    select from brigade.failures f where f.run_id = l.run_id and f.stage = k.stage
       and (f.key = l.job or starts_with(f.key, l.list || '/') and f.key !~ '/item/')) as has_failed) f
where l.announced_most > l.seen or not (l.is_whole or f.has_failed)
union all
-- Others belong to it, such as comments to a merge request, and no list showed it.
select i.id, k.stage, k.thing, d.key, 1, null, 'what belongs to it is here, and no list of the source showed it',
       (select l.job from brigade.lists l where l.run_id = i.id and l.thing = k.thing order by l.list limit 1)
from brigade.runs i
join brigade.implied d on d.project_id = i.project_id
join brigade.things k on k.pipeline = i.pipeline and k.thing = d.thing and k.is_stored
join brigade.run_stages s on s.run_id = i.id and s.stage = k.stage and s.state = 'done'
where not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id)
  and not exists (select from brigade.failures f where f.run_id = i.id and f.stage = k.stage and f.key = d.key)
  and not exists (select from brigade.pages p where p.run_id = i.id and p.thing = k.thing
      and d.key = any (p.keys))
union all
-- The source counts more than is here and than failures of that thing account for, and names none.
select t.run_id, k.stage, k.thing, null, d.wanted - d.here, null,
       format('the source has %s, and %s are here', d.wanted, d.here), null
from brigade.tallies t
join brigade.runs i on i.id = t.run_id
join brigade.things k on k.pipeline = i.pipeline and k.thing = t.thing
join brigade.run_stages s on s.run_id = t.run_id and s.stage = k.stage and s.state = 'done'
cross join lateral (
    select coalesce(t.announced, t.listed) as wanted,
           least(t.listed, (select count(*) from brigade.holdings h where h.project_id = i.project_id
               and h.thing = t.thing))
             + (select count(*) from brigade.failed_things f where f.run_id = t.run_id and f.thing = t.thing) as here)
                 d
where k.is_stored and d.wanted > d.here
  and not exists (
        select from brigade.runs n where n.project_id = i.project_id and n.target is null and n.id > i.id);
comment on view brigade.missing is
'What exactly is missing, and why? Each thing has its link. An import is complete when it has no row here.';
comment on column brigade.missing.run_id is 'Run';
comment on column brigade.missing.stage is 'Stage that should have brought it';
comment on column brigade.missing.thing is
'Thing, as in brigade.things. Null: a job that stands for no single thing, such as a page of a list';
comment on column brigade.missing.key is
'Which one, as in brigade.holdings or brigade.failures. Null: the source did not name it';
comment on column brigade.missing.number is 'How many. It is more than one where the source gave a number and no names';
comment on column brigade.missing.link is 'Where to look at the source';
comment on column brigade.missing.reason is 'Why it is missing';
comment on column brigade.missing.job is
'brigade.retry reads the list again from this job on. Null: it takes up what failed';
