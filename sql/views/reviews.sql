create or replace view forge.reviews as
select r.project_id, r.iid, r.user_id, r.role, r.state, r.user_id is not distinct from m.author_id as is_author,
       d.decided_at, c.first_commented_at, c.comments, r.participated_at,
       forge.web_of(p.raw, p.full_name) || '/pull-requests/' || r.iid as url
from forge.merge_request_reviewers r
join forge.merge_requests m on m.project_id = r.project_id and m.iid = r.iid
join forge.projects p on p.id = r.project_id
cross join lateral (
    select max(e.at) as decided_at from forge.merge_request_events e
    where e.project_id = r.project_id and e.iid = r.iid and e.user_id = r.user_id and e.kind = r.state) d
cross join lateral (
    select min(n.created_at) as first_commented_at, count(*) as comments from forge.notes n
    where n.project_id = r.project_id and n.noteable_type = 'merge_request' and n.noteable_iid = r.iid
      and n.author_id = r.user_id and not n.pending and not n.deleted and n.vanished_at is null) c
where r.vanished_at is null and m.vanished_at is null;
comment on view forge.reviews is
$$Who was to review what, what came of it, and when? A row for each reviewer or participant of each merge request.$$;
comment on column forge.reviews.project_id is 'Project';
comment on column forge.reviews.iid is 'Merge request';
comment on column forge.reviews.user_id is 'User';
comment on column forge.reviews.role is 'reviewer, who was asked to review, or participant';
comment on column forge.reviews.state is 'approved, changes_requested or null, as it is now';
comment on column forge.reviews.is_author is 'The user made the merge request';
comment on column forge.reviews.decided_at is 'When the user came to that state. Null: nothing says so';
comment on column forge.reviews.first_commented_at is 'When the user commented first. Null: not yet';
comment on column forge.reviews.comments is 'Comments of the user on it';
comment on column forge.reviews.participated_at is 'As in forge.merge_request_reviewers';
comment on column forge.reviews.url is 'Page of the merge request at Bitbucket';
