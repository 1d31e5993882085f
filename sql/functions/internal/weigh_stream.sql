create or replace function forge.weigh_stream(run bigint, server text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    with compared as materialized (
        select * from forge.compare_notes(run => run)),
    talk as materialized (
        select t.*, row_number() over (order by t.comment_count desc nulls last, t.iid) <= 12
                    and count(*) over () >= 48 as is_among_largest
        from forge.talks(run => run) t where t.shows),
    read as (
        select split_part(l.list, '/', 1)::bigint as iid, l.seen,
               (select count(*) from forge.notes n
                where n.project_id = i.project_id and n.noteable_type = 'merge_request' and n.deleted
                  and n.noteable_iid = split_part(l.list, '/', 1)::bigint
                  and exists (select from brigade.pages p where p.run_id = i.id and p.thing = l.thing
                      and p.list = l.list and n.source_id::text = any (p.keys))) as deleted
        from brigade.runs i
        join brigade.lists l on l.run_id = i.id and l.thing = 'merge_request_notes' and l.is_whole
        where i.id = run and l.list ~ '^[0-9]{1,18}/comments$'),
    differing as materialized (
        select distinct c.iid from compared c
        where not c.agrees and not c.is_excused and c.property <> 'deleted'),
    asked as (
        select r.iid, r.seen, r.deleted, t.comment_count, t.is_among_largest,
               t.comment_count = t.live and not t.is_torn as fits,
               d.iid is not null as differs
        from read r join talk t on t.iid = r.iid left join differing d on d.iid = r.iid),
    -- What the rule refused is read anyway, and was not chosen at random.
    chosen as (
        select a.* from asked a
        where exists (select from brigade.comparisons c where c.run_id = run and c.iid = a.iid)
           or not exists (select from brigade.comparisons c where c.run_id = run)),
    counted as (
        select c.property, count(*) filter (where c.agrees and c.is_example) as agreed,
               count(*) filter (where not c.agrees and not c.is_excused) as differed,
               case when c.property = 'identity' then (select count(*) from asked a where a.fits is not true) else 0 end
                   as refused,
               (array_agg(format('comment %s of pull request %s: %s', c.source_id, c.iid, c.difference)
                   order by c.source_id) filter (where not c.agrees and not c.is_excused))[1] as first_difference,
               (array_agg(c.iid order by c.source_id) filter (where not c.agrees and not c.is_excused))[1]
                   as first_iid,
               min(c.source_id) filter (where not c.agrees and not c.is_excused) as first_id
        from compared c group by c.property
        union all
        select 'pull_requests', count(*) filter (where not a.differs and not a.is_among_largest),
               count(*) filter (where a.differs), 0, null, min(a.iid) filter (where a.differs), null
        from chosen a
        union all
        select 'counts_deleted', count(*) filter (where a.comment_count = a.seen),
               count(*) filter (where a.comment_count = a.seen - a.deleted), 0, null, null, null
        from asked a where a.deleted > 0)
    insert into brigade.calibrations (run_id, property, server, agreed, differed, refused, first_difference,
        first_link, decided)
    select run, c.property, weigh_stream.server, c.agreed, c.differed, c.refused, c.first_difference,
           (select replace(p.link, '{key}', coalesce(c.first_id::text, '')) from brigade.pages p
            where p.run_id = run and p.thing = 'merge_request_notes'
                and p.list = c.first_iid || '/comments' and p.page = 1), 'unknown'
    from counted c
    on conflict (run_id, property) do update
    set agreed = excluded.agreed, differed = excluded.differed, refused = excluded.refused,
        first_difference = excluded.first_difference, first_link = excluded.first_link,
        decided_at = excluded.decided_at;
    update brigade.calibrations c set decided = e.decided
    from forge.evidence(run => run, server => weigh_stream.server) e
    where c.run_id = run and c.property = e.property;
$$;
comment on function forge.weigh_stream(bigint, text) is
$$Writes what comparisons of a run say about the activity stream into brigade.calibrations, and what is decided with
the evidence of other imports (forge.evidence). The 12 merge requests with the most comments, and those that the rule
refused, were not chosen at random and do not count towards pull_requests. Weighing again replaces what was written.$$;
