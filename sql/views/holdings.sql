create or replace view brigade.holdings as
select r.project_id, 'refs'::text as thing, r.name as key from forge.refs r where r.kind = 'code' and r.vanished_at is
    null
union all
select r.project_id, 'refs', '\x' || encode(r.name, 'hex') from forge.refused_refs r
where r.kind = 'code' and r.kept_as is not null
union all
select r.project_id, 'wiki', r.kind from forge.repositories r where r.kind = 'wiki'
union all
select m.project_id, 'members', u.key from forge.members m join forge.users u on u.id = m.user_id
union all
select m.project_id, 'merge_requests', m.iid::text from forge.merge_requests m
union all
select n.project_id, 'merge_request_notes', n.source_id::text from forge.notes n where n.noteable_type = 'merge_request'
union all
select t.project_id, 'tasks', t.source_id::text from forge.tasks t
union all
select n.project_id, 'issues', n.iid::text from forge.issues n
union all
select n.project_id, 'milestones', n.name || case when n.n > 1 then ' (' || n.n || ')' else '' end
from forge.milestones n
union all
select n.project_id, 'versions', n.name || case when n.n > 1 then ' (' || n.n || ')' else '' end
from forge.versions n
union all
select n.project_id, 'components', n.name || case when n.n > 1 then ' (' || n.n || ')' else '' end
from forge.components n
union all
select n.project_id, 'issue_notes', n.source_id::text from forge.notes n where n.noteable_type = 'issue'
union all
select e.project_id, 'issue_events',
       e.iid || '/' || e.source_id || '/' || e.field || case when e.n > 1 then ' (' || e.n || ')' else '' end
from forge.issue_events e
union all
select a.project_id, 'attachments',
       a.issue_iid || '/' || a.name || case when a.n > 1 then ' (' || a.n || ')' else '' end
from forge.attachments a
union all
select l.project_id, 'lfs_objects', l.oid from forge.lfs_objects l;
comment on view brigade.holdings is
'What is here, by project, thing (brigade.things) and key as brigade.pages names it? Ask for one project and thing.';
comment on column brigade.holdings.project_id is 'Project';
comment on column brigade.holdings.thing is 'Thing, as in brigade.things';
comment on column brigade.holdings.key is
'Number, name or id at the source, which tells it from others of its thing in the project';
