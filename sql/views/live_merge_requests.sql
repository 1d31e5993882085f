create or replace view forge.live_merge_requests as
select m.*, t.seen_at, t.comments_read_at, t.comments_read_from, t.tasks_read_at
from forge.merge_requests m
left join forge.reading_times t on t.project_id = m.project_id and t.iid = m.iid
where m.vanished_at is null;
comment on view forge.live_merge_requests is
$$Which are there now, and when was each read? Merge requests of forge.merge_requests, without those that the source has
no more.$$;
comment on column forge.live_merge_requests.project_id is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.iid is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.title is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.description is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.state is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.source_state is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.draft is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.author_id is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.closed_by_id is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.close_reason is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.source_branch is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.target_branch is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.source_full_name is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.source_sha is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.target_sha is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.merge_commit_sha is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.close_source_branch is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.comment_count is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.task_count is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.created_at is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.updated_at is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.merged_at is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.closed_at is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.sanitised is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.raw is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.head_oid is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.head_missing is 'As in forge.merge_requests';
comment on column forge.live_merge_requests.vanished_at is 'Null: it is there';
comment on column forge.live_merge_requests.seen_at is 'As in forge.reading_times';
comment on column forge.live_merge_requests.comments_read_at is 'As in forge.reading_times';
comment on column forge.live_merge_requests.comments_read_from is 'As in forge.reading_times';
comment on column forge.live_merge_requests.tasks_read_at is 'As in forge.reading_times';
comment on column forge.live_merge_requests.changed_at is 'As in forge.merge_requests';
