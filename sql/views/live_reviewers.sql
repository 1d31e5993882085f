create or replace view forge.live_reviewers as
select r.*, t.seen_at as seen_at
from forge.merge_request_reviewers r
left join forge.reading_times t on t.project_id = r.project_id and t.iid = r.iid
where r.vanished_at is null;
comment on view forge.live_reviewers is
'Which are there now? Reviewers and participants of forge.merge_request_reviewers, without those that the source has
no more.';
comment on column forge.live_reviewers.project_id is 'As in forge.merge_request_reviewers';
comment on column forge.live_reviewers.iid is 'As in forge.merge_request_reviewers';
comment on column forge.live_reviewers.user_id is 'As in forge.merge_request_reviewers';
comment on column forge.live_reviewers.role is 'As in forge.merge_request_reviewers';
comment on column forge.live_reviewers.state is 'As in forge.merge_request_reviewers';
comment on column forge.live_reviewers.participated_at is 'As in forge.merge_request_reviewers';
comment on column forge.live_reviewers.vanished_at is 'Null: it is there';
comment on column forge.live_reviewers.changed_at is 'As in forge.merge_request_reviewers';
comment on column forge.live_reviewers.seen_at is
'Source''s time when a list that was read to its end named it last. Null: not known';
