create or replace function forge.discussions_to_sample(run bigint, server text)
returns table (iid bigint, comments boolean, tasks boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with talk as materialized (
        select t.*, count(*) filter (where t.shows) over () as shown
        from forge.talks(run => run) t),
    how as (
        select i.tasks,
               i.comments = 'proved' and forge.is_stream_whole(run => run) as compares,
               forge.is_trusted(run => run, server => server) as is_known
        from brigade.runs i
        where i.id = run and not exists (
            select from brigade.calibrations c where c.run_id = i.id and c.property = 'stream')),
    compared as (
        (select t.iid from how h, talk t
         where h.compares and not h.is_known and t.shown >= 48 and t.shows
         order by t.comment_count desc nulls last, t.iid limit 12)
        union
        (select n.iid from (
            select t.iid, h.is_known, row_number() over (order by hashint8extended(t.iid, 1), t.iid) as n
            from how h, talk t
            where h.compares and t.shows and (h.is_known or t.shown >= 48)) n
         where n.n <= case when n.is_known then 3 else 12 end)),
    asked as (
        select n.iid from (
            select t.iid, t.shows, row_number() over (partition by t.shows order by hashint8extended(t.iid, 3), t.iid)
                as n
            from how h, talk t
            where h.tasks = 'sampled' and coalesce(t.task_count, 0) = 0) n
        where n.n <= case when n.shows then 67 else 33 end)
    select t.iid, c.iid is not null, case when c.iid is null then true
               when h.tasks = 'sampled' then coalesce(t.task_count, 0) > 0 or a.iid is not null else true end
    from how h cross join talk t
    left join compared c on c.iid = t.iid
    left join asked a on a.iid = t.iid
    where c.iid is not null or a.iid is not null
    order by t.iid;
$$;
comment on function forge.discussions_to_sample(bigint, text) is
$$Merge requests whose lists are read first, to find out what the activity stream can be trusted with: the 12 with the
most comments, and 12 of those that show something, at random, by a hash of the number. What is known of the server
from other imports makes it 3. Fewer than 48 that show something are read from their lists: none is chosen. With
tasks = 'sampled', 100 without open tasks are asked for tasks, two thirds of them among those that show something. None
when it was decided already.$$;
