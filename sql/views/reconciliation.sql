create or replace view brigade.reconciliation as
select i.id as import_id, k.kind, coalesce(l.announced_first, t.announced) as announced_first,
       coalesce(l.announced, t.announced) as announced, coalesce(l.seen, t.listed) as seen,
       case when not k.is_stored then l.seen when l.seen is null then d.here else d.here - d.unlisted end as stored,
       (select count(*) from brigade.failures f where f.import_id = i.id and f.stage = k.stage) as failed,
       case when l.seen is null then 0 else d.unlisted end as withdrawn,
       coalesce(m.missing, 0) as missing, o.outcome, o.message,
       coalesce(m.missing, 0) = 0 as matches
from brigade.imports i
join brigade.stages g on (g.scope = 'workspace') = (i.slug = '')
join brigade.kinds k on k.stage = g.name
cross join lateral (
    select sum(s.announced_first) as announced_first, sum(s.announced) as announced,
           case when count(*) > 0 then
               (select count(distinct key) from brigade.pages p, unnest(p.keys) key where p.import_id = i.id and p.kind = k.kind) end as seen
    from brigade.lists s where s.import_id = i.id and s.kind = k.kind) l
cross join lateral (
    select coalesce(sum(u.here), 0)::bigint as here, coalesce(sum(u.here) filter (where u.listed = 0), 0)::bigint as unlisted
    from (select e.key, count(*) filter (where e.is_here) as here, count(*) filter (where not e.is_here) as listed
          from (select h.key, true as is_here from brigade.holdings h where h.project_id = i.project_id and h.kind = k.kind
                union all
                select key, false from brigade.pages p, unnest(p.keys) key where p.import_id = i.id and p.kind = k.kind) e
          group by e.key) u) d
left join lateral (
    select sum(m.number) as missing from brigade.missing m
    where m.import_id = i.id and m.kind = k.kind
      and not exists (select from brigade.failures f where f.import_id = i.id and f.stage = m.stage and f.key = m.key)) m on true
left join brigade.tallies t on t.import_id = i.id and t.kind = k.kind
left join brigade.omissions o on o.import_id = i.id and o.key = k.kind;
comment on view brigade.reconciliation is 'Per import and kind: what the source has, what was seen, what is stored, failed, withdrawn or not there. Does it match? brigade.missing names what does not';
comment on column brigade.reconciliation.import_id is 'Import';
comment on column brigade.reconciliation.kind is 'Kind of thing';
comment on column brigade.reconciliation.announced_first is 'Sum of the sizes that the source''s lists gave on their first pages; null: they give none';
comment on column brigade.reconciliation.announced is 'The same on their last pages';
comment on column brigade.reconciliation.seen is 'Different things that the lists named, or how many were counted; null: none was looked for';
comment on column brigade.reconciliation.stored is 'Of those, rows here; where no list was read, all rows here; of a kind that is not row by row here (brigade.kinds.is_stored) those taken up';
comment on column brigade.reconciliation.failed is 'Rows in brigade.failures of its stage';
comment on column brigade.reconciliation.withdrawn is 'Rows of earlier imports that no list names any more';
comment on column brigade.reconciliation.missing is 'Named and not here, or announced and not named; without those that failed';
comment on column brigade.reconciliation.outcome is 'off, forbidden, withdrawn or unsupported when it is not there to be brought over';
comment on column brigade.reconciliation.message is 'Why, in a sentence';
comment on column brigade.reconciliation.matches is 'Nothing is missing but what a failure names';
