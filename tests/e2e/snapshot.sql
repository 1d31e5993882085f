-- Everything in forge as sorted text, with people by their key instead of numbers that depend on the order of arrival.
\set QUIET 1
create temp view person as select id, owner || ' ' || key as who from forge.users;

select 'project', to_jsonb(p) - 'id' from forge.projects p order by p.owner, p.source_uuid;
select 'repository', to_jsonb(r) - 'fetched_at' - 'size_bytes' from forge.repositories r order by r.project_id, r.kind;
select 'ref', to_jsonb(r) - 'changed_at' from forge.refs r order by r.project_id, r.kind, r.name;
select 'user', to_jsonb(u) - 'id' from forge.users u order by u.owner, u.key;
select 'member', m.project_id, p.who, m.permission from forge.members m join person p on p.id = m.user_id order by 2, 3;
select 'label', to_jsonb(l) from forge.labels l order by l.project_id, l.name;
select 'merge_request', to_jsonb(m) - 'changed_at' - 'author_id' - 'closed_by_id', a.who, c.who
from forge.merge_requests m left join person a on a.id = m.author_id left join person c on c.id = m.closed_by_id
order by m.project_id, m.iid;
select 'reviewer', to_jsonb(r) - 'changed_at' - 'user_id', p.who
from forge.merge_request_reviewers r join person p on p.id = r.user_id order by r.project_id, r.iid, p.who;
select 'event', to_jsonb(e) - 'user_id', p.who
from forge.merge_request_events e left join person p on p.id = e.user_id
order by e.project_id, e.iid, e.kind, e.at, p.who, e.n;
select 'lfs_object', to_jsonb(l) from forge.lfs_objects l order by l.project_id, l.oid;
select 'task', to_jsonb(t) - 'changed_at' - 'creator_id' - 'resolved_by_id', c.who, r.who
from forge.tasks t left join person c on c.id = t.creator_id left join person r on r.id = t.resolved_by_id
order by t.project_id, t.source_id;
select 'note', to_jsonb(n) - 'changed_at' - 'author_id' - 'resolved_by_id', a.who, r.who
from forge.notes n left join person a on a.id = n.author_id left join person r on r.id = n.resolved_by_id
order by n.project_id, n.noteable_type, n.source_id;
select 'issue', to_jsonb(i) - 'author_id' - 'assignee_id', a.who, b.who
from forge.issues i left join person a on a.id = i.author_id left join person b on b.id = i.assignee_id
order by i.project_id, i.iid;
select 'issue_event', to_jsonb(e) - 'user_id', p.who
from forge.issue_events e left join person p on p.id = e.user_id
order by e.project_id, e.iid, e.source_id, e.field, e.n;
select 'issue_label', to_jsonb(l) from forge.issue_labels l order by l.project_id, l.iid, l.name;
select 'milestone', to_jsonb(n) from forge.milestones n order by n.project_id, n.name, n.n;
select 'version', to_jsonb(n) from forge.versions n order by n.project_id, n.name, n.n;
select 'component', to_jsonb(n) from forge.components n order by n.project_id, n.name, n.n;
select 'attachment', to_jsonb(a) from forge.attachments a order by a.project_id, a.issue_iid, a.name, a.n;
