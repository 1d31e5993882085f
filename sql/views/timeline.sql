create or replace view forge.timeline as
select x.project_id, x.noteable_type, x.noteable_iid, x.at, x.what, x.user_id, x.words, x.note_source_id,
       forge.web_of(p.raw, p.full_name)
           || case x.noteable_type when 'issue' then '/issues/' else '/pull-requests/' end || x.noteable_iid
           || coalesce('#comment-' || x.note_source_id, '') as url
from (select m.project_id, 'merge_request' as noteable_type, m.iid as noteable_iid, m.created_at as at,
             'created' as what, m.author_id as user_id, m.title as words, null::bigint as note_source_id
      from forge.merge_requests m
      union all
      select e.project_id, 'merge_request', e.iid, e.at, e.kind, e.user_id, null, null
      from forge.merge_request_events e
      union all
      -- Where no event tells the end, only the final state is known.
      select m.project_id, 'merge_request', m.iid, case m.state when 'merged' then m.merged_at else m.closed_at end,
             m.state, m.closed_by_id, null, null
      from forge.merge_requests m
      where m.state <> 'opened' and not exists (
          select from forge.merge_request_events e
          where e.project_id = m.project_id and e.iid = m.iid and e.kind = m.state)
      union all
      select n.project_id, n.noteable_type, n.noteable_iid, n.created_at,
             case when n.parent_source_id is null then 'commented' else 'answered' end, n.author_id, n.body, n.source_id
      from forge.notes n where not n.pending and n.vanished_at is null
      union all
      select n.project_id, n.noteable_type, n.noteable_iid, n.resolved_at, 'resolved', n.resolved_by_id, null,
             n.source_id
      from forge.notes n
      where (n.resolved or n.resolved_at is not null) and not n.pending and n.vanished_at is null
      union all
      select t.project_id, 'merge_request', t.merge_request_iid, t.created_at, 'task', t.creator_id, t.content,
             t.note_source_id
      from forge.tasks t where t.vanished_at is null
      union all
      select t.project_id, 'merge_request', t.merge_request_iid, t.resolved_at, 'task done', t.resolved_by_id,
             t.content, t.note_source_id
      from forge.tasks t where (t.state = 'RESOLVED' or t.resolved_at is not null) and t.vanished_at is null
      union all
      select i.project_id, 'issue', i.iid, i.created_at, 'created', i.author_id, i.title, null from forge.issues i
      union all
      select c.project_id, 'issue', c.iid, c.at, c.field, c.user_id, concat(c.old_value, ' -> ', c.new_value), null
      from forge.issue_events c) x
join forge.projects p on p.id = x.project_id
where not exists (
    select from forge.merge_requests m
    where x.noteable_type = 'merge_request' and m.project_id = x.project_id and m.iid = x.noteable_iid
        and m.vanished_at is not null);
comment on view forge.timeline is
$$What happened to a merge request or an issue, in order? Ask for one, or for a time, and order by at. What is settled
is there without a time, too. What the source has no more is not.$$;
comment on column forge.timeline.project_id is 'Project';
comment on column forge.timeline.noteable_type is 'merge_request or issue';
comment on column forge.timeline.noteable_iid is 'Number of that';
comment on column forge.timeline.at is 'When it happened. Null: Bitbucket does not say';
comment on column forge.timeline.what is
$$created, commented, answered, resolved, task, task done; of merge requests as in forge.merge_request_events.kind, of
issues the field that changed$$;
comment on column forge.timeline.user_id is 'User who did it. Null: Bitbucket does not say';
comment on column forge.timeline.words is 'Title, comment or task; of a change the value before and after';
comment on column forge.timeline.note_source_id is 'Comment that it is or belongs to: forge.notes.source_id';
comment on column forge.timeline.url is 'Its page at Bitbucket';
