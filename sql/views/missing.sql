create or replace view brigade.missing as
select f.import_id, f.stage, k.kind, f.key, 1::bigint as number, f.url as link, f.message as reason, null::text as job
from brigade.failures f
left join brigade.kinds k on k.stage = f.stage and k.has_jobs and (f.key !~ '[^0-9]' or f.key ~ '^[0-9a-f]{64}$')
union all
-- Seen in a list, and not here. Only for the newest import of a project: a later one may have taken away what is gone.
select i.id, k.stage, k.kind, d.key, 1, replace(d.link, '{key}', d.key),
       'a list of the source names it, and it is not here',
       d.job
from brigade.imports i
cross join brigade.kinds k
join brigade.import_stages s on s.import_id = i.id and s.stage = k.stage and s.state = 'done'
cross join lateral (
    -- Grouped, not joined: how many keys a page names is unknown to the planner, and a join of them may be a nested
    -- loop.
    select u.key, min(u.link) as link, min(u.job) as job, min(u.list) as list
    from (select key, g.link, f.job, f.list, false as is_here
          from brigade.pages g
          cross join unnest(g.keys) key
          join brigade.pages f on f.import_id = g.import_id and f.kind = g.kind and f.list = g.list and f.page = 1
          where g.import_id = i.id and g.kind = k.kind and not starts_with(key, 'draft:')
          union all
          select h.key, null, null, null, true
          from brigade.holdings h where h.project_id = i.project_id and h.kind = k.kind) u
    group by u.key having not bool_or(u.is_here)) d
where k.is_stored and not exists (select from brigade.imports n where n.project_id = i.project_id and n.id > i.id)
  -- Pointers name files that their server may not give: that is what the note says.
  and not (k.kind = 'lfs_objects' and exists (select from brigade.omissions o where o.import_id = i.id
      and o.key = k.kind))
  and not exists (
        select from brigade.omissions o
        where o.import_id = i.id and o.stage = k.stage and o.key = d.key and o.outcome = 'gone')
  and not (k.has_jobs and exists (
        select from brigade.failures f where f.import_id = i.id and f.stage = k.stage and f.key = d.key))
  -- A thing that no page can hold is asked for alone.
  and not exists (
        select from brigade.failures f
        where f.import_id = i.id and f.stage = k.stage and f.key = d.list || '/item/' || d.key)
union all
-- More in a list than its pages showed, or a last page that nobody read.
select l.import_id, k.stage, l.kind, null, greatest(l.announced_most - l.seen, 1), replace(l.link, '{key}', ''),
       case when l.announced_most > l.seen
            then format('the list "%s" said it has %s, and its pages showed %s', l.list, l.announced_most, l.seen)
            else format('the last page of the list "%s" was not read', l.list) end,
       case when not f.has_failed then l.job end
from brigade.lists l
join brigade.kinds k on k.kind = l.kind
join brigade.import_stages s on s.import_id = l.import_id and s.stage = k.stage and s.state = 'done'
cross join lateral (select exists (
    select from brigade.failures f where f.import_id = l.import_id and f.stage = k.stage
       and (f.key = l.job or starts_with(f.key, l.list || '/'))) as has_failed) f
where l.announced_most > l.seen or not (l.is_whole or f.has_failed)
union all
-- Comments and tasks without the merge request that they belong to: no list showed it.
select i.id, k.stage, k.kind, d.iid::text, 1, null, 'what belongs to it is here, and no list of the source showed it',
       (select l.job from brigade.lists l where l.import_id = i.id and l.kind = k.kind order by l.list limit 1)
from brigade.imports i
join brigade.kinds k on k.kind = 'merge_requests'
join brigade.import_stages s on s.import_id = i.id and s.stage = 'pull_requests_notes' and s.state = 'done'
cross join lateral (
    select n.noteable_iid as iid from forge.notes n where n.project_id = i.project_id
        and n.noteable_type = 'merge_request'
    union select t.merge_request_iid from forge.tasks t where t.project_id = i.project_id
    except select m.iid from forge.merge_requests m where m.project_id = i.project_id) d
where not exists (select from brigade.imports n where n.project_id = i.project_id and n.id > i.id)
  and not exists (select from brigade.failures f where f.import_id = i.id and f.stage = k.stage and f.key = d.iid::text)
  and not exists (select from brigade.pages p where p.import_id = i.id and p.kind = k.kind
      and d.iid::text = any (p.keys))
union all
-- Counted, not named: more than is here and than failures account for.
select t.import_id, k.stage, k.kind, null, d.wanted - d.here, null,
       format('the source has %s, and %s are here', d.wanted, d.here), null
from brigade.tallies t
join brigade.kinds k on k.kind = t.kind
join brigade.imports i on i.id = t.import_id
join brigade.import_stages s on s.import_id = t.import_id and s.stage = k.stage and s.state = 'done'
cross join lateral (
    select coalesce(t.announced, t.listed) as wanted,
           least(t.listed, (select count(*) from brigade.holdings h where h.project_id = i.project_id
               and h.kind = t.kind))
             + (select count(*) from brigade.failures f where f.import_id = t.import_id and f.stage = k.stage) as here)
                 d
where k.is_stored and d.wanted > d.here
  and not exists (select from brigade.imports n where n.project_id = i.project_id and n.id > i.id);
comment on view brigade.missing is
$$What exactly is missing, and why? Each thing with its link; an import is complete when it has no row here$$;
comment on column brigade.missing.import_id is 'Import';
comment on column brigade.missing.stage is 'Stage that should have brought it';
comment on column brigade.missing.kind is
$$Kind, as in brigade.kinds; null: a job that stands for no single thing, such as a page of a list$$;
comment on column brigade.missing.key is
$$Which one, as in brigade.holdings or brigade.failures; null: the source did not name it$$;
comment on column brigade.missing.number is 'How many: more than one where the source gave a number and no names';
comment on column brigade.missing.link is 'Where to look at the source';
comment on column brigade.missing.reason is 'Why it is missing';
comment on column brigade.missing.job is
$$brigade.retry reads the list again from this job on; null: it takes up what failed$$;
