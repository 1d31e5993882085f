create or replace view forge.live_reviewers as
select * from forge.merge_request_reviewers where vanished_at is null;
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
