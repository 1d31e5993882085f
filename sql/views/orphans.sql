-- See "Which rows may stand alone?" in sql/README.
create or replace view forge.orphans as
select l.project_id, l.thing, l.key, l.belongs_to, l.owner_iid::text as owner_key
from forge.loose_rows l
where not l.is_here
union all
select p.id, o.thing, o.key, o.belongs_to, o.owner_key
from forge.projects p
cross join lateral (
    -- For each project by itself, so that who asks for one reads no other.
    select 'tasks' as thing, t.source_id::text as key, 'merge_request_notes' as belongs_to,
           t.note_source_id::text as owner_key
    from forge.tasks t
    where t.project_id = p.id and t.note_source_id is not null and not exists (
        select from forge.notes n where n.project_id = p.id and n.noteable_type = 'merge_request'
            and n.source_id = t.note_source_id)
    union all
    select n.noteable_type || '_notes', n.source_id::text, n.noteable_type || '_notes', n.parent_source_id::text
    from forge.notes n
    where n.project_id = p.id and n.parent_source_id is not null and not exists (
        select from forge.notes a where a.project_id = p.id and a.noteable_type = n.noteable_type
            and a.source_id = n.parent_source_id)) o;
comment on view forge.orphans is
$$Which rows belong to something that is not here? What they belong to failed, or no list of the source showed it;
brigade.missing says which. No row: all of a project hangs together$$;
comment on column forge.orphans.project_id is 'Project';
comment on column forge.orphans.thing is 'What stands alone: a thing of brigade.things, or merge_request_events';
comment on column forge.orphans.key is 'Which one, as in brigade.holdings and brigade.export_losses';
comment on column forge.orphans.belongs_to is 'Thing that it belongs to';
comment on column forge.orphans.owner_key is 'Which one of those, as in brigade.holdings';
