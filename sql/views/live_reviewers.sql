create or replace view forge.live_reviewers as
select * from forge.merge_request_reviewers where vanished_at is null;
comment on view forge.live_reviewers is
'Which are there now? Reviewers and participants of forge.merge_request_reviewers, without those that the source has
no more.';
do $$ begin perform forge.copy_comments('forge.live_reviewers', 'forge.merge_request_reviewers'); end $$;
