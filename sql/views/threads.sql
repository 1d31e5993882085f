create or replace view forge.threads as
select t.project_id, t.noteable_type, t.noteable_iid, t.thread, r.author_id, coalesce(r.created_at, t.first_at) as
           created_at,
       t.last_at, t.notes, t.people, r.path, coalesce(r.new_line, r.old_line) as line, r.outdated,
       coalesce(r.resolved, false) as resolved, r.resolved_at, r.resolved_by_id, r.body,
       forge.web_of(p.raw, p.full_name)
           || case t.noteable_type when 'issue' then '/issues/' else '/pull-requests/' end || t.noteable_iid
           || '#comment-' || t.thread as url,
       t.undeleted
from (select n.project_id, n.noteable_type, n.noteable_iid, n.discussion_source_id as thread, count(*) as notes,
             count(distinct n.author_id) as people, min(n.created_at) as first_at, max(n.created_at) as last_at,
             count(*) filter (where not n.deleted) as undeleted
      from forge.notes n
      where not n.pending and n.vanished_at is null and not exists (
          select from forge.merge_requests m
          where n.noteable_type = 'merge_request' and m.project_id = n.project_id and m.iid = n.noteable_iid
              and m.vanished_at is not null)
      group by n.project_id, n.noteable_type, n.noteable_iid, n.discussion_source_id) t
join forge.projects p on p.id = t.project_id
left join forge.notes r on r.project_id = t.project_id and r.noteable_type = t.noteable_type
    and r.source_id = t.thread;
comment on view forge.threads is
'What was talked about, by whom, and is it settled? A row for each thread: the comment that opens it, and its answers.';
comment on column forge.threads.project_id is 'Project';
comment on column forge.threads.noteable_type is 'merge_request or issue';
comment on column forge.threads.noteable_iid is 'Number of that';
comment on column forge.threads.thread is
'Id of the comment that opens it: forge.notes.discussion_source_id of all of it';
comment on column forge.threads.author_id is 'User who opened it';
comment on column forge.threads.created_at is 'When it was opened';
comment on column forge.threads.last_at is 'When something was said last';
comment on column forge.threads.notes is 'Comments in it, the first one and deleted ones among them';
comment on column forge.threads.people is 'Different people who wrote in it';
comment on column forge.threads.path is 'File that it is about. Null: no line of a file';
comment on column forge.threads.line is 'Line there, of the new file or else of the old one';
comment on column forge.threads.outdated is 'As in forge.notes';
comment on column forge.threads.resolved is 'It was resolved';
comment on column forge.threads.resolved_at is 'When it was resolved';
comment on column forge.threads.resolved_by_id is 'User who resolved it';
comment on column forge.threads.body is 'What the first comment says';
comment on column forge.threads.url is 'Its page at Bitbucket';
comment on column forge.threads.undeleted is
'Comments in it that are not deleted. 0: nothing is left of it, and nobody can settle it';
