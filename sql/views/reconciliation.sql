create or replace view brigade.reconciliation as
select i.id as import_id, k.kind, t.announced, t.listed, k.stored, k.failed,
       o.outcome, o.message,
       -- An item may stand on two pages of a list that moved: where the source gave a size, that is what must be here.
       coalesce(t.announced, 0) <= coalesce(t.listed, 0) + k.failed
           and coalesce(t.announced, t.listed, 0) <= k.stored + k.failed
           and (t.listed is not null or k.failed = 0) as matches
from brigade.imports i
cross join lateral (
    values
    ('merge_requests', (select count(*) from forge.merge_requests m where m.project_id = i.project_id),
        (select count(*) from brigade.failures f where f.import_id = i.id and f.stage = 'pull_requests')),
    ('merge_request_notes', (select count(*) from forge.notes n where n.project_id = i.project_id and n.noteable_type = 'merge_request'),
        (select count(*) from brigade.failures f where f.import_id = i.id and f.stage = 'pull_requests_notes')),
    ('tasks', (select count(*) from forge.tasks n where n.project_id = i.project_id),
        (select count(*) from brigade.failures f where f.import_id = i.id and f.stage = 'pull_requests_notes')),
    ('members', (select count(*) from forge.members m where m.project_id = i.project_id),
        (select count(*) from brigade.failures f where f.import_id = i.id and f.stage = 'users')),
    ('refs', (select count(*) from forge.refs r where r.project_id = i.project_id and r.kind = 'code'),
        (select count(*) from brigade.failures f where f.import_id = i.id and f.stage = 'repository')),
    ('wiki', (select count(*) from forge.repositories r where r.project_id = i.project_id and r.kind = 'wiki'), 0)
) as k(kind, stored, failed)
left join brigade.tallies t on t.import_id = i.id and t.kind = k.kind
left join brigade.omissions o on o.import_id = i.id and o.key = k.kind;
comment on view brigade.reconciliation is 'Per import and kind: what the source announced, what was seen, what is stored, what failed, what is not there. Does it match?';
comment on column brigade.reconciliation.import_id is 'Import';
comment on column brigade.reconciliation.kind is 'Kind of thing';
comment on column brigade.reconciliation.announced is 'Sum of the sizes that the source''s lists gave; null: they give none';
comment on column brigade.reconciliation.listed is 'Items seen on the pages';
comment on column brigade.reconciliation.stored is 'Rows here, of this and earlier imports of the project';
comment on column brigade.reconciliation.failed is 'Rows in brigade.failures for it';
comment on column brigade.reconciliation.outcome is 'off, forbidden or withdrawn when it is not there to be brought over';
comment on column brigade.reconciliation.message is 'Why, in a sentence';
comment on column brigade.reconciliation.matches is 'Nothing that was announced is missing, on the pages or here, without a failure that names it';
