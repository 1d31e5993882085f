create or replace view brigade.missing as
-- Only the newest import of a project is compared with what is here, because a later one may have taken away what is
-- gone. Distinct they are anyway: so the planner finds these few first.
with newest as not materialized (
    select distinct r.id as run_id, r.project_id, r.pipeline from brigade.runs r
    where r.target is null and not exists (
        select from brigade.runs n where n.project_id = r.project_id and n.target is null and n.id > r.id))
select f.run_id, f.stage, k.thing, f.key, 1::bigint as number, f.url as link, f.message as reason, null::text as job
from brigade.failures f
left join brigade.failed_things k on k.run_id = f.run_id and k.stage = f.stage and k.key = f.key and k.is_one
union all
-- Seen in a list, and not here. Where brigade.proofs says that all was here when the run ended, and nothing went since,
-- all is here.
select k.run_id, k.stage, k.thing, d.key, 1, replace(f.link, '{key}', d.key),
       'a list of the source names it, and it is not here', f.job
from (
    select distinct i.run_id, k.stage, k.thing
    from newest i
    join brigade.things k on k.pipeline = i.pipeline and k.is_stored
    join brigade.run_stages s on s.run_id = i.run_id and s.stage = k.stage and s.state = 'done'
    where exists (select from brigade.pages l where l.run_id = i.run_id and l.thing = k.thing)
      and not exists (
            select from brigade.proofs p
            where p.run_id = i.run_id and p.thing = k.thing and p.is_here and p.removals = coalesce((
                select r.number from brigade.removals r where r.project_id = i.project_id and r.thing = k.thing), 0))
      and not (k.is_excused and exists (
            select from brigade.omissions o where o.run_id = i.run_id and o.key = k.thing))) k
cross join lateral brigade.absent_of(k.run_id, k.thing) d
join brigade.pages f on f.run_id = k.run_id and f.thing = k.thing and f.list = d.list and f.page = 1
where not exists (
        select from brigade.omissions o
        where o.run_id = k.run_id and o.stage = k.stage and o.key = d.key and o.reason = 'gone')
  -- A thing that is too large for any page has a job of its own, and one without a key is known by its place.
  and not exists (
        select from brigade.failed_things f
        where f.run_id = k.run_id and f.thing = k.thing and f.is_one and f.key in (d.key, d.list || '/item/' || d.key))
union all
-- A list has more than its pages showed, or its last page was never read.
select w.run_id, k.stage, w.thing, null, greatest(l.announced_most - l.seen, 1), replace(l.link, '{key}', ''),
       case when l.announced_most > l.seen
            then format('the list "%s" said it has %s, and its pages showed %s', l.list, l.announced_most, l.seen)
            else format('the last page of the list "%s" was not read', l.list) end,
       case when not f.has_failed then l.job end
from (select p.run_id, p.thing from brigade.proofs p where p.short > 0
      union all
      select u.run_id, u.thing from brigade.lists_uncounted u) w
cross join lateral (select l.* from brigade.lists l where l.run_id = w.run_id and l.thing = w.thing
    offset 0) l -- the planner would read all lists
join brigade.runs i on i.id = w.run_id
join brigade.things k on k.pipeline = i.pipeline and k.thing = w.thing
join brigade.run_stages s on s.run_id = w.run_id and s.stage = k.stage and s.state = 'done'
cross join lateral (select exists (
    select from brigade.failures f where f.run_id = w.run_id and f.stage = k.stage
       and (f.key = l.job or starts_with(f.key, l.list || '/') and f.key !~ '/item/')) as has_failed) f
where l.announced_most > l.seen or not (l.is_whole or f.has_failed)
union all
-- Others belong to it, such as comments to a merge request, and no list showed it.
select i.run_id, k.stage, k.thing, d.key, 1, null, 'what belongs to it is here, and no list of the source showed it',
       (select l.job from brigade.lists l where l.run_id = i.run_id and l.thing = k.thing order by l.list limit 1)
from newest i
cross join lateral brigade.implied_by(i.project_id) d
join brigade.things k on k.pipeline = i.pipeline and k.thing = d.thing and k.is_stored
join brigade.run_stages s on s.run_id = i.run_id and s.stage = k.stage and s.state = 'done'
where not exists (select from brigade.failures f where f.run_id = i.run_id and f.stage = k.stage and f.key = d.key)
  and not exists (select from brigade.pages p where p.run_id = i.run_id and p.thing = k.thing
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
           least(t.listed, brigade.count_holdings(i.project_id, t.thing))
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
