-- Columns that came later stand behind the others: a view cannot be replaced by one with another order.
create or replace view forge.live_tasks as
select k.project_id, k.source_id, k.merge_request_iid, k.note_source_id, k.state, k.content, k.creator_id,
       k.created_at, k.updated_at, k.resolved_at, k.resolved_by_id, k.sanitised, k.raw, k.vanished_at, k.changed_at,
       t.tasks_read_at as seen_at, k.owner_iid
from forge.tasks k
left join forge.reading_times t on t.project_id = k.project_id and t.iid = k.merge_request_iid
where k.vanished_at is null;
comment on view forge.live_tasks is
'Which are there now? Tasks of forge.tasks, without those that the source has no more.';
comment on column forge.live_tasks.project_id is 'As in forge.tasks';
comment on column forge.live_tasks.source_id is 'As in forge.tasks';
comment on column forge.live_tasks.merge_request_iid is 'As in forge.tasks';
comment on column forge.live_tasks.note_source_id is 'As in forge.tasks';
comment on column forge.live_tasks.state is 'As in forge.tasks';
comment on column forge.live_tasks.content is 'As in forge.tasks';
comment on column forge.live_tasks.creator_id is 'As in forge.tasks';
comment on column forge.live_tasks.created_at is 'As in forge.tasks';
comment on column forge.live_tasks.updated_at is 'As in forge.tasks';
comment on column forge.live_tasks.resolved_at is 'As in forge.tasks';
comment on column forge.live_tasks.resolved_by_id is 'As in forge.tasks';
comment on column forge.live_tasks.sanitised is 'As in forge.tasks';
comment on column forge.live_tasks.raw is 'As in forge.tasks';
comment on column forge.live_tasks.vanished_at is 'Null: it is there';
comment on column forge.live_tasks.changed_at is 'As in forge.tasks';
comment on column forge.live_tasks.owner_iid is 'As in forge.tasks';
comment on column forge.live_tasks.seen_at is
'Source''s time when a list that was read to its end named it last. Null: not known';
