-- Columns that came later stand behind the others: a view cannot be replaced by one with another order.
create or replace view forge.live_notes as
select n.project_id, n.noteable_type, n.noteable_iid, n.source_id, n.parent_source_id, n.discussion_source_id,
       n.author_id, n.body, n.created_at, n.updated_at, n.edited, n.deleted, n.pending, n.resolved_at,
       n.resolved_by_id, n.path, n.old_line, n.new_line, n.old_start_line, n.new_start_line, n.base_sha, n.head_sha,
       n.anchored, n.outdated, n.sanitised, n.raw, n.resolved, n.seen_in, n.vanished_at, n.changed_at,
       case when n.noteable_type = 'merge_request' then t.comments_read_at end as seen_at, n.merge_request_iid,
       n.issue_iid
from forge.notes n
left join forge.reading_times t on t.project_id = n.project_id and t.iid = n.noteable_iid
where n.vanished_at is null;
comment on view forge.live_notes is
'Which are there now? Comments of forge.notes, without those that the source has no more.';
comment on column forge.live_notes.project_id is 'As in forge.notes';
comment on column forge.live_notes.noteable_type is 'As in forge.notes';
comment on column forge.live_notes.noteable_iid is 'As in forge.notes';
comment on column forge.live_notes.source_id is 'As in forge.notes';
comment on column forge.live_notes.parent_source_id is 'As in forge.notes';
comment on column forge.live_notes.discussion_source_id is 'As in forge.notes';
comment on column forge.live_notes.author_id is 'As in forge.notes';
comment on column forge.live_notes.body is 'As in forge.notes';
comment on column forge.live_notes.created_at is 'As in forge.notes';
comment on column forge.live_notes.updated_at is 'As in forge.notes';
comment on column forge.live_notes.edited is 'As in forge.notes';
comment on column forge.live_notes.deleted is 'As in forge.notes';
comment on column forge.live_notes.pending is 'As in forge.notes';
comment on column forge.live_notes.resolved_at is 'As in forge.notes';
comment on column forge.live_notes.resolved_by_id is 'As in forge.notes';
comment on column forge.live_notes.path is 'As in forge.notes';
comment on column forge.live_notes.old_line is 'As in forge.notes';
comment on column forge.live_notes.new_line is 'As in forge.notes';
comment on column forge.live_notes.old_start_line is 'As in forge.notes';
comment on column forge.live_notes.new_start_line is 'As in forge.notes';
comment on column forge.live_notes.base_sha is 'As in forge.notes';
comment on column forge.live_notes.head_sha is 'As in forge.notes';
comment on column forge.live_notes.anchored is 'As in forge.notes';
comment on column forge.live_notes.outdated is 'As in forge.notes';
comment on column forge.live_notes.sanitised is 'As in forge.notes';
comment on column forge.live_notes.raw is 'As in forge.notes';
comment on column forge.live_notes.resolved is 'As in forge.notes';
comment on column forge.live_notes.seen_in is 'As in forge.notes';
comment on column forge.live_notes.vanished_at is 'Null: it is there';
comment on column forge.live_notes.changed_at is 'As in forge.notes';
comment on column forge.live_notes.merge_request_iid is 'As in forge.notes';
comment on column forge.live_notes.issue_iid is 'As in forge.notes';
comment on column forge.live_notes.seen_at is
'Source''s time when a list that was read to its end named it last. Null: not known';
