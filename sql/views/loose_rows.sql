-- For each project by itself, so that who asks for one reads no other.
create or replace view forge.loose_rows as
select p.id as project_id, o.thing, o.key, o.belongs_to, o.owner_iid, o.is_here
from forge.projects p
cross join lateral (
    select n.noteable_type || '_notes' as thing, n.source_id::text as key, n.noteable_type || 's' as belongs_to,
           n.noteable_iid as owner_iid,
           case n.noteable_type
               when 'merge_request' then exists (
                   select from forge.merge_requests m where m.project_id = p.id and m.iid = n.noteable_iid)
               else exists (select from forge.issues i where i.project_id = p.id and i.iid = n.noteable_iid)
           end as is_here
    from forge.notes n
    where n.project_id = p.id and n.merge_request_iid is null and n.issue_iid is null
    union all
    select 'tasks', t.source_id::text, 'merge_requests', t.merge_request_iid, exists (
        select from forge.merge_requests m where m.project_id = p.id and m.iid = t.merge_request_iid)
    from forge.tasks t
    where t.project_id = p.id and t.owner_iid is null
    union all
    select 'merge_request_events', format('%s/%s/%s/%s', e.iid, e.kind,
               to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               row_number() over (partition by e.iid, e.kind, e.at order by e.user_id, e.n)), 'merge_requests', e.iid,
           exists (
        select from forge.merge_requests m where m.project_id = p.id and m.iid = e.iid)
    from forge.merge_request_events e
    where e.project_id = p.id and e.owner_iid is null
    union all
    select 'issue_events', format('%s/%s/%s', e.iid, e.source_id, e.field) || case when e.n > 1
               then ' (' || e.n || ')' else '' end, 'issues', e.iid, exists (
        select from forge.issues i where i.project_id = p.id and i.iid = e.iid)
    from forge.issue_events e
    where e.project_id = p.id and e.owner_iid is null
    union all
    select 'attachments', format('%s/%s', a.issue_iid, a.name) || case when a.n > 1 then ' (' || a.n || ')'
               else '' end, 'issues', a.issue_iid, exists (
        select from forge.issues i where i.project_id = p.id and i.iid = a.issue_iid)
    from forge.attachments a
    where a.project_id = p.id and a.owner_iid is null) o;
comment on view forge.loose_rows is
$$Which rows have no foreign key to the merge request or issue that they belong to? When no run is under way, those
whose owner is not here. forge.orphans names these, and rows whose comment is not here.$$;
comment on column forge.loose_rows.project_id is 'Project';
comment on column forge.loose_rows.thing is 'What it is: a thing of brigade.things, or merge_request_events';
comment on column forge.loose_rows.key is 'Which one, as in brigade.holdings and brigade.export_losses';
comment on column forge.loose_rows.belongs_to is 'merge_requests or issues';
comment on column forge.loose_rows.owner_iid is 'Number of the one that it belongs to';
comment on column forge.loose_rows.is_here is 'That one is here: the end of the run binds the row to it';
