create or replace function forge.readings(run bigint, after bigint default 0, most integer default null)
returns table (iid bigint, comments boolean, tasks boolean, proved boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with how as (
        select i.project_id, i.comments as comments_from, i.tasks,
               exists (select from brigade.calibrations c
                   where c.run_id = i.id and c.property = 'stream' and c.decided = 'yes') as from_stream,
               (select count(*) = 2 from brigade.calibrations c
                where c.run_id = i.id and c.property in ('anchor', 'revisions') and c.decided = 'yes') as anchors,
               exists (select from brigade.calibrations c
                   where c.run_id = i.id and c.property = 'counts_deleted' and c.decided = 'yes') as counts_deleted,
               -- One that shows no open task and has a resolved one: then others may have.
               exists (
                   select from brigade.pages p
                   join forge.merge_requests m on m.project_id = i.project_id
                       and m.iid = split_part(p.list, '/', 1)::bigint
                   where p.run_id = i.id and p.thing = 'tasks' and p.list ~ '^[0-9]{1,18}/tasks$'
                     and cardinality(p.keys) > 0 and coalesce(m.task_count, 0) = 0) as has_hidden_tasks
        from brigade.runs i where i.id = run),
    -- Answers that are believed say which merge requests have tasks or deleted comments, of those known by then.
    answer as materialized (
        select p.name, p.iids, p.known
        from brigade.probes p join brigade.calibrations c on c.run_id = p.run_id and c.decided = 'yes'
            and c.property = case p.name when 'deleted' then 'q_deleted' else 'q_tasks' end
        where p.run_id = run),
    has_tasks as materialized (select distinct unnest(a.iids) as iid from answer a where a.name <> 'deleted'),
    has_deleted as materialized (select unnest(a.iids) as iid from answer a where a.name = 'deleted'),
    answered as materialized (select unnest(a.known) as iid from answer a where a.name = 'open'),
    ruled as (
        select t.*, h.from_stream and t.stored > 0 and not t.is_torn and (h.anchors or not t.has_anchor)
               and t.iid not in (select d.iid from has_deleted d)
               and not exists (select from brigade.comparisons c where c.run_id = run and c.iid = t.iid)
               and coalesce(t.comment_count = case when h.counts_deleted then t.stored else t.live end, false)
                   as proved
        from how h cross join forge.talks(run => run, after => after, most => most) t)
    select r.iid,
           not r.proved and (h.comments_from = 'lists' or r.shows or r.iid in (select d.iid from has_deleted d))
               and not exists (
               select from brigade.jobs j
               where j.run_id = run and j.stage = 'pull_requests_notes'
                   and j.key in (r.iid::text, r.iid || '/comments/1'))
               -- What was taken from the stream, unless some of it is not here any more.
               and not exists (select from brigade.pages p where p.run_id = run
                   and p.thing = 'merge_request_notes' and p.list = r.iid || '/stream'
                   and not exists (select from unnest(p.keys) k(key) where not exists (
                       select from forge.notes n where n.project_id = h.project_id
                           and n.noteable_type = 'merge_request' and n.source_id = k.key::bigint))),
           case when r.iid in (select k.iid from answered k)
               then coalesce(r.task_count, 0) > 0 or r.iid in (select k.iid from has_tasks k)
               when h.tasks = 'every' then true when h.tasks = 'shown' then r.shows
               else coalesce(r.task_count, 0) > 0 or h.has_hidden_tasks and r.shows end and not exists (
               select from brigade.jobs j
               where j.run_id = run and j.stage = 'pull_requests_notes'
                   and j.key in (r.iid::text, r.iid || '/tasks/1')),
           r.proved and not exists (
               select from brigade.jobs j
               where j.run_id = run and j.stage = 'pull_requests_notes'
                   and j.key in (r.iid::text, r.iid || '/comments/1'))
    from how h cross join ruled r
    order by r.iid;
$$;
comment on function forge.readings(bigint, bigint, integer) is
$$What is still to be done for each merge request of a run, in order, behind `after`. comments, tasks: its list is to be
read. proved: its comments are taken from the activity stream. They are where the run trusts the stream
(brigade.calibrations), the stream shows as many live comments as comment_count says, and none answers one that it does
not show; comments on lines of files need a stream that is trusted with those. Those of
brigade.comparisons are read both ways. Where the server could be asked which of them have tasks or deleted comments,
only those are read for that. What has a job, or was taken from the
stream, is done.$$;
