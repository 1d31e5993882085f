comment on table forge.merge_requests is 'Pull requests';
comment on column forge.merge_requests.project_id is 'Project';
comment on column forge.merge_requests.iid is 'Number at Bitbucket';
comment on column forge.merge_requests.title is 'Title';
comment on column forge.merge_requests.description is 'As written, markup unchanged';
comment on column forge.merge_requests.state is 'opened, merged, closed';
comment on column forge.merge_requests.source_state is 'Bitbucket''s word: OPEN, MERGED, DECLINED or SUPERSEDED';
comment on column forge.merge_requests.draft is 'Draft';
comment on column forge.merge_requests.author_id is 'Author. Null: Bitbucket no longer says';
comment on column forge.merge_requests.closed_by_id is 'User who merged or closed it';
comment on column forge.merge_requests.close_reason is 'Text given on decline';
comment on column forge.merge_requests.source_branch is 'Branch that it brings';
comment on column forge.merge_requests.target_branch is 'Branch that it goes to';
comment on column forge.merge_requests.source_full_name is
'Repository of the source branch. That of a fork differs. Null: it is gone';
comment on column forge.merge_requests.source_sha is
'40 digits where the commit is in the repository, else the 12 that Bitbucket gives';
comment on column forge.merge_requests.target_sha is 'Commit of the target branch, likewise';
comment on column forge.merge_requests.merge_commit_sha is 'Commit of the merge, likewise';
comment on column forge.merge_requests.close_source_branch is 'The branch is to be deleted when it is merged';
comment on column forge.merge_requests.comment_count is
'Comments as Bitbucket counts them, which is without deleted ones';
comment on column forge.merge_requests.task_count is 'Tasks as Bitbucket counts them, which is open ones only';
comment on column forge.merge_requests.created_at is 'When it was made at Bitbucket';
comment on column forge.merge_requests.updated_at is
'When it was last changed at Bitbucket. It is no date of merge or close';
comment on column forge.merge_requests.merged_at is
$$From the activity stream, else the committer date of the merge commit, else null$$;
comment on column forge.merge_requests.closed_at is 'From the activity stream, else null';
comment on column forge.merge_requests.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.merge_requests.raw is 'The object as the API gave it';
comment on column forge.merge_requests.head_oid is
'Commit that refs/merge-requests/<iid>/head keeps in the repository. Null: none, and head_missing says why';
comment on column forge.merge_requests.head_missing is
'Why no head is kept, in a sentence. Null: one is kept, or no import has looked yet';
comment on column forge.merge_requests.vanished_at is
'The source''s time when its own address was found to be gone. Null: it is there';
comment on column forge.merge_requests.changed_at is
'Source''s time of the import or sync that changed the row last. Null: an older version did';

comment on table forge.merge_request_reviewers is 'Reviewers and participants of merge requests';
comment on column forge.merge_request_reviewers.project_id is 'Project';
comment on column forge.merge_request_reviewers.iid is 'Merge request';
comment on column forge.merge_request_reviewers.user_id is 'User';
comment on column forge.merge_request_reviewers.role is 'reviewer or participant';
comment on column forge.merge_request_reviewers.state is 'approved, changes_requested or null';
comment on column forge.merge_request_reviewers.participated_at is 'When the user last took part, as Bitbucket says';
comment on column forge.merge_request_reviewers.vanished_at is
$$When a sync read the list that should name it and did not find it there, by the source's clock. Null: it is there$$;
comment on column forge.merge_request_reviewers.changed_at is
'Source''s time of the import or sync that changed the row last. Null: an older version did';

comment on table forge.merge_request_events is 'What happened to merge requests, from the activity stream';
comment on column forge.merge_request_events.project_id is 'Project';
comment on column forge.merge_request_events.iid is 'Merge request';
comment on column forge.merge_request_events.owner_iid is
'Merge request that it belongs to. Null: that is not here (forge.orphans)';
comment on column forge.merge_request_events.kind is 'updated merged closed reopened approved changes_requested';
comment on column forge.merge_request_events.at is 'When it happened';
comment on column forge.merge_request_events.user_id is 'User who did it. Null: Bitbucket does not say';
comment on column forge.merge_request_events.n is
'Numbers events of one kind that one person made at the same instant. It is 1 where there is no other';
comment on column forge.merge_request_events.detail is 'The entry as the API gave it';
