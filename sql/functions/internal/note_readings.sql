create or replace function forge.note_readings(run bigint, server text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    delete from brigade.omissions o
    where o.run_id = run and o.stage = 'pull_requests_notes'
        and o.key in ('merge_request_notes', 'deleted_comments', 'tasks', 'resolutions');
    with named as (
        select distinct k.key from brigade.pages p cross join unnest(p.keys) k(key)
        where p.run_id = run and p.thing = 'merge_requests' and k.key ~ '^[0-9]{1,18}$'),
    size as (
        select i.id, i.comments, i.tasks, i.resolutions, count(*) as named,
               count(*) filter (where exists (select from brigade.pages p where p.run_id = i.id
                   and p.thing = 'merge_request_notes' and p.list = n.key || '/comments')) as listed,
               count(*) filter (where exists (select from brigade.pages p where p.run_id = i.id
                   and p.thing = 'merge_request_notes' and p.list = n.key || '/stream')) as streamed,
               count(*) filter (where not exists (select from brigade.jobs j
                   where j.run_id = i.id and j.stage = 'pull_requests_notes'
                       and j.key in (n.key, n.key || '/tasks/1'))) as not_asked
        from brigade.runs i cross join named n where i.id = run group by i.id),
    known as (
        select e.property, e.decided, e.agreed, e.differed from forge.evidence(run => run, server => server) e),
    hidden as (
        select count(*) filter (where exists (select from brigade.pages p where p.run_id = run and p.thing = 'tasks'
                   and p.list = m.iid || '/tasks')) as asked,
               coalesce(bool_or(exists (select from brigade.pages p where p.run_id = run and p.thing = 'tasks'
                   and p.list = m.iid || '/tasks' and cardinality(p.keys) > 0)), false) as is_found
        from brigade.runs i join forge.merge_requests m on m.project_id = i.project_id
        where i.id = run and coalesce(m.task_count, 0) = 0),
    note as (
        select 'merge_request_notes' as key, 'unproved' as reason,
               format('the comments of %s pull requests are taken from the activity stream, which shows as many as '
                      'each says it has, and those of %s from their lists. %s pull requests, chosen at random, were '
                      'read both ways by imports of the last seven days and showed no difference: so at most %s in '
                      '100 of the others hold one (95 %%)', z.streamed, z.listed, k.agreed,
                      least(ceil(300.0 / greatest(k.agreed, 1)), 100)) as message
        from size z join known k on k.property = 'pull_requests' where z.streamed > 0
        union all
        select 'deleted_comments', 'unsupported',
               case d.decided when 'no'
                   then format('the activity stream does not show comments that were deleted (%s of %s that were '
                        'compared): those that no comment answers, of which only author and time are left, are not '
                        'here', d.differed, d.agreed + d.differed)
                   else 'it is not known whether the activity stream shows comments that were deleted: those that no '
                        'comment answers, of which only author and time are left, may not be here' end
               || format(' for %s pull requests whose lists were not read. An import with comments = ''lists'' brings '
                         'them', z.named - z.listed)
        from size z
        join known d on d.property = 'deleted' join known c on c.property = 'counts_deleted'
        where z.comments = 'proved' and z.named > z.listed and d.decided <> 'yes' and c.decided <> 'yes'
          and not exists (select from brigade.calibrations q
              where q.run_id = run and q.property = 'q_deleted' and q.decided = 'yes')
        union all
        select case q.property when 'q_tasks' then 'tasks' else 'deleted_comments' end, 'unproved',
               format('%s pull requests were not asked for %s: the server was asked which ones have any, and its '
                      'answer was right wherever it was compared, about at least %s that have some and as many that '
                      'have none',
                      case q.property when 'q_tasks' then z.not_asked else z.named - z.listed end,
                      case q.property when 'q_tasks' then 'tasks' else 'deleted comments' end, q.agreed)
        from size z
        join brigade.calibrations q on q.run_id = run and q.property in ('q_tasks', 'q_deleted') and q.decided = 'yes'
        where case q.property when 'q_tasks' then z.not_asked else z.named - z.listed end > 0
        union all
        select 'tasks', 'off',
               case when z.tasks = 'sampled' and not h.is_found
                   then format('tasks = ''sampled'': %s pull requests without open tasks were asked, and none of them '
                               'has any; so at most %s in 100 of the %s others have resolved ones, which are not here '
                               '(95 %%)', h.asked, least(ceil(300.0 / greatest(h.asked, 1)), 100), z.not_asked)
                   else format('%s pull requests that show neither comments nor open tasks were not asked for tasks, '
                               'because tasks = ''%s'': resolved ones may not be here', z.not_asked, z.tasks) end
        from size z cross join hidden h where z.tasks <> 'every' and z.not_asked > 0
          and not exists (select from brigade.calibrations q
              where q.run_id = run and q.property = 'q_tasks' and q.decided = 'yes')
        union all
        select 'resolutions', case when k.said > 0 and z.resolutions = 'sample' then 'off' else 'unsupported' end,
               case when k.said > 0 and z.resolutions = 'sample'
                   then format('%s resolved, and no list says when and by whom. %s of %s comments that were asked for '
                               'singly said it: an import with resolutions = ''every'' asks for each',
                               t.threads, k.said, k.said + k.silent)
                   else format('%s resolved, and the source does not say when and by whom', t.threads) end
        from size z
        cross join (select case count(*) when 1 then '1 thread was' else count(*) || ' threads were' end as threads
                    from forge.threads_without_time(run => run) having count(*) > 0) t
        cross join forge.threads_known(run => run, server => server) k)
    insert into brigade.omissions (run_id, stage, key, reason, message)
    select run, 'pull_requests_notes', n.key, n.reason, n.message from note n;
$$;
comment on function forge.note_readings(bigint, text) is
$$Notes in numbers what the ways of reading comments and tasks left out, and the bound that remains: unproved for lists
that were streamed and for what the server's answers spare, unsupported for deleted comments that nobody
could show, off for tasks and resolutions that were not to be asked for.$$;
