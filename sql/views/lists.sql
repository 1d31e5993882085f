create or replace view brigade.lists as
-- Drafts (draft:<id>) are shown to nobody but the owner of the credential. They are never stored.
select p.run_id, p.thing, p.list, min(p.job) filter (where p.page = 1) as job,
       (array_agg(p.announced order by p.page) filter (where p.announced is not null))[1]
           - count(distinct k.key) filter (where starts_with(k.key, 'draft:')) as announced_first,
       (array_agg(p.announced order by p.page desc) filter (where p.announced is not null))[1]
           - count(distinct k.key) filter (where starts_with(k.key, 'draft:')) as announced,
       count(distinct k.key) filter (where not starts_with(k.key, 'draft:')) as seen,
       bool_or(p.is_last) as is_whole, min(p.link) as link,
       max(p.announced) - count(distinct k.key) filter (where starts_with(k.key, 'draft:')) as announced_most
from brigade.pages p
left join lateral unnest(p.keys) k(key) on true
group by p.run_id, p.thing, p.list;
comment on view brigade.lists is 'What did each list of the source say it holds, and what did it show?';
comment on column brigade.lists.run_id is 'Run';
comment on column brigade.lists.thing is 'What it lists';
comment on column brigade.lists.list is 'Which list';
comment on column brigade.lists.job is 'Key of the job that reads its first page';
comment on column brigade.lists.announced_first is 'Size that the first page gave. Null: none gave one';
comment on column brigade.lists.announced is 'Size that the last page gave';
comment on column brigade.lists.seen is
'Different things on its pages. One that stands on two pages of a list that moved counts once';
comment on column brigade.lists.is_whole is 'Its last page was read';
comment on column brigade.lists.link is 'Web address, as in brigade.pages';
comment on column brigade.lists.announced_most is
$$The greatest of the sizes that its pages gave. Where the list shrank between two pages, a thing may have moved over
their boundary unseen$$;
