-- What a page named is counted already (brigade.pages.named). Only the keys of a list of several pages are compared.
create or replace view brigade.lists as
-- Drafts (draft:<id>) are shown to nobody but the owner of the credential. They are never stored.
select p.run_id, p.thing, p.list, p.job, p.announced_first - d.drafts as announced_first,
       p.announced - d.drafts as announced, n.seen, p.is_whole, p.link, p.announced_most - d.drafts as announced_most
from (select g.run_id, g.thing, g.list, min(g.job) filter (where g.page = 1) as job,
             (array_agg(g.announced order by g.page) filter (where g.announced is not null))[1] as announced_first,
             (array_agg(g.announced order by g.page desc) filter (where g.announced is not null))[1] as announced,
             max(g.announced) as announced_most, bool_or(g.is_last) as is_whole, min(g.link) as link,
             count(*) as pages, sum(g.named) as named, sum(g.drafts) as drafts
      from brigade.pages g group by g.run_id, g.thing, g.list) p
cross join lateral (select case when p.pages = 1 then p.named else (
    select count(distinct key collate "C") from brigade.pages g, unnest(g.keys) key
    where g.run_id = p.run_id and g.thing = p.thing and g.list = p.list
      and not starts_with(key, 'draft:')) end as seen) n
cross join lateral (select case when p.pages = 1 or p.drafts = 0 then p.drafts else (
    select count(distinct key collate "C") from brigade.pages g, unnest(g.keys) key
    where g.run_id = p.run_id and g.thing = p.thing and g.list = p.list
      and starts_with(key, 'draft:')) end as drafts) d;
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
