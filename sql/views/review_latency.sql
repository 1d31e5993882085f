create or replace view forge.review_latency as
select m.project_id, m.iid, m.state, m.author_id, m.created_at, f.at as first_review_at, f.user_id as
           first_reviewer_id,
       f.at - m.created_at as first_review_after, a.at as approved_at, a.at - m.created_at as approved_after,
       m.merged_at, m.merged_at - m.created_at as merged_after,
       forge.web_of(p.raw, p.full_name) || '/pull-requests/' || m.iid as url
from forge.merge_requests m
join forge.projects p on p.id = m.project_id
left join lateral (
    select o.at, o.user_id
    from (select e.at, e.user_id from forge.merge_request_events e
          where e.project_id = m.project_id and e.iid = m.iid and e.kind in ('approved', 'changes_requested')
          union all
          select n.created_at, n.author_id from forge.notes n
          where n.project_id = m.project_id and n.noteable_type = 'merge_request' and n.noteable_iid = m.iid
            and not n.pending and n.vanished_at is null) o
    where o.user_id is not null and o.user_id is distinct from m.author_id and o.at is not null
    order by o.at, o.user_id limit 1) f on true
left join lateral (
    select min(e.at) as at from forge.merge_request_events e
    where e.project_id = m.project_id and e.iid = m.iid and e.kind = 'approved') a on true
where m.vanished_at is null;
comment on view forge.review_latency is
$$How long did a merge request wait for the first word of somebody else, for an approval and for the merge? A row for
each merge request.$$;
comment on column forge.review_latency.project_id is 'Project';
comment on column forge.review_latency.iid is 'Merge request';
comment on column forge.review_latency.state is 'As in forge.merge_requests';
comment on column forge.review_latency.author_id is 'User who made it';
comment on column forge.review_latency.created_at is 'When it was made';
comment on column forge.review_latency.first_review_at is
'When somebody other than the author commented, approved or requested changes first. Null: nobody did';
comment on column forge.review_latency.first_reviewer_id is 'User who did';
comment on column forge.review_latency.first_review_after is 'How long that took';
comment on column forge.review_latency.approved_at is 'When it was approved first. Null: it was not';
comment on column forge.review_latency.approved_after is 'How long that took';
comment on column forge.review_latency.merged_at is 'When it was merged. Null: it is not';
comment on column forge.review_latency.merged_after is 'How long that took';
comment on column forge.review_latency.url is 'Its page at Bitbucket';
