create or replace function forge.probes_to_make(run bigint, server text)
returns table (name text, most bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with talk as materialized (
        select count(*) as pulls, count(*) filter (where t.task_count > 0) as open_ones,
               count(*) filter (where t.shows) as shown
        from forge.talks(run => run) t),
    how as (
        select i.comments = 'proved' and forge.is_stream_whole(run => run)
               and not exists (select from forge.stream_notes s
                   where s.run_id = i.id and (s.put ->> 'deleted')::boolean) as hides
        from brigade.runs i
        where i.id = run and forge.is_list_whole(run => run) and not exists (
            select from brigade.calibrations c where c.run_id = i.id and c.property = 'stream'))
    select e.property, e.most
    from talk t cross join how h
    cross join lateral (values ('open', 'q_tasks', t.open_ones, t.open_ones >= 3 and t.pulls >= t.open_ones + 24),
        ('deleted', 'q_deleted', t.pulls * 3 / 5, h.hides and t.shown >= 48)) p(name, belief, most, is_worth)
    cross join lateral (select p.name as property, p.most) e
    where p.is_worth and coalesce((
        select v.decided from forge.evidence(run => run, server => probes_to_make.server) v
        where v.property = p.belief), 'unknown') <> 'no'
    order by e.property;
$$;
comment on function forge.probes_to_make(bigint, text) is
$$Questions that a server is asked before the talk of merge requests is read, because a right answer would save more
requests than it costs: open, for those with open tasks, where some are known to have any; deleted, for those with
deleted comments, where the activity stream shows none. most: an answer that names more is not believed. None where the
server gave a wrong answer or none within seven days, and none when it was decided already.$$;
