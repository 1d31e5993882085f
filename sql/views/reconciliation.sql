-- Joins of what is grouped once, not a query for each row: the planner's cost of that many made JIT compile for
-- seconds.
create or replace view brigade.reconciliation as
select i.id as import_id, k.kind, coalesce(l.announced_first, t.announced) as announced_first,
       coalesce(l.announced, t.announced) as announced, coalesce(l.seen, t.listed) as seen,
       case when not k.is_stored then coalesce(l.seen, t.listed) when l.seen is null then coalesce(d.here, 0)
           else coalesce(d.here - d.unlisted, 0) end as stored,
       coalesce(f.failed, 0) as failed,
       case when l.seen is null then 0 else coalesce(d.unlisted, 0) end as withdrawn,
       coalesce(m.missing, 0) as missing, o.outcome, o.message,
       coalesce(m.missing, 0) = 0 as matches
from brigade.imports i
join brigade.stages g on (g.scope = 'workspace') = (i.slug = '')
join brigade.kinds k on k.stage = g.name
left join (
    select s.import_id, s.kind, sum(s.announced_first) as announced_first, sum(s.announced) as announced,
           (select count(distinct key) from brigade.pages p, unnest(p.keys) key
            where p.import_id = s.import_id and p.kind = s.kind and not starts_with(key, 'draft:')) as seen
    from brigade.lists s group by s.import_id, s.kind) l on l.import_id = i.id and l.kind = k.kind
left join (
    select u.import_id, u.kind, sum(u.here)::bigint as here, coalesce(sum(u.here) filter (where u.listed = 0),
        0)::bigint as unlisted
    from (select e.import_id, e.kind, e.key, count(*) filter (where e.is_here) as here,
        count(*) filter (where not e.is_here) as listed
          from (select n.id as import_id, h.kind, h.key, true as is_here
                from brigade.imports n join brigade.holdings h on h.project_id = n.project_id
                union all
                select p.import_id, p.kind, key, false from brigade.pages p, unnest(p.keys) key
                where not starts_with(key, 'draft:')) e
          group by e.import_id, e.kind, e.key) u
    group by u.import_id, u.kind) d on d.import_id = i.id and d.kind = k.kind
left join (
    select x.import_id, x.stage, count(*) as failed from brigade.failures x group by x.import_id, x.stage) f
    on f.import_id = i.id and f.stage = k.stage
left join (
    select x.import_id, x.kind, sum(x.number) as missing from brigade.missing x
    where not exists (select from brigade.failures f where f.import_id = x.import_id and f.stage = x.stage
        and f.key = x.key)
    group by x.import_id, x.kind) m on m.import_id = i.id and m.kind = k.kind
left join brigade.tallies t on t.import_id = i.id and t.kind = k.kind
left join brigade.omissions o on o.import_id = i.id and o.key = k.kind;
comment on view brigade.reconciliation is
$$Per import and kind: what the source has, what was seen, what is stored, failed, withdrawn or not there. Does it
match? brigade.missing names what does not$$;
comment on column brigade.reconciliation.import_id is 'Import';
comment on column brigade.reconciliation.kind is 'Kind of thing';
comment on column brigade.reconciliation.announced_first is
$$Sum of the sizes that the source's lists gave on their first pages; null: they give none$$;
comment on column brigade.reconciliation.announced is 'The same on their last pages';
comment on column brigade.reconciliation.seen is
$$Different things that the lists named, or how many were counted; null: none was looked for$$;
comment on column brigade.reconciliation.stored is
$$Of those, rows here; where no list was read, all rows here; of a kind that is not row by row here
(brigade.kinds.is_stored) those taken up$$;
comment on column brigade.reconciliation.failed is 'Rows in brigade.failures of its stage';
comment on column brigade.reconciliation.withdrawn is 'Rows of earlier imports that no list names any more';
comment on column brigade.reconciliation.missing is
$$Named and not here, or announced and not named; without those that failed$$;
comment on column brigade.reconciliation.outcome is
$$off, forbidden, withdrawn or unsupported when it is not there to be brought over$$;
comment on column brigade.reconciliation.message is 'Why, in a sentence';
comment on column brigade.reconciliation.matches is 'Nothing is missing but what a failure names';
