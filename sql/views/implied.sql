create or replace view brigade.implied as
select p.id as project_id, 'merge_requests'::text as thing, d.iid::text as key
from forge.projects p
cross join lateral (
    -- For each project by itself, so that who asks for one reads no other.
    select n.noteable_iid as iid from forge.notes n where n.project_id = p.id and n.noteable_type = 'merge_request'
    union
    select t.merge_request_iid from forge.tasks t where t.project_id = p.id) d
where not exists (select from forge.merge_requests m where m.project_id = p.id and m.iid = d.iid);
comment on view brigade.implied is
$$Which things must be there, because others that are here belong to them, and are not here? A comment or a task
without its merge request implies one that no list of the source showed.$$;
comment on column brigade.implied.project_id is 'Project';
comment on column brigade.implied.thing is 'Thing that is not here, as in brigade.things';
comment on column brigade.implied.key is 'Which one it is, as in brigade.holdings';
