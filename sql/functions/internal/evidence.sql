create or replace function forge.evidence(run bigint, server text)
returns table (property text, agreed bigint, differed bigint, decided text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.property, coalesce(sum(c.agreed), 0)::bigint, coalesce(sum(c.differed), 0)::bigint,
           case when sum(c.differed) > 0 then 'no' when sum(c.agreed) >= n.needed then 'yes' else 'unknown' end
    from brigade.runs i
    cross join (values ('identity', 20), ('text', 3), ('resolution', 3), ('anchor', 5), ('revisions', 5),
        ('deleted', 3), ('counts_deleted', 3), ('pull_requests', 1), ('q_tasks', 3),
        ('q_deleted', 3)) n(property, needed)
    left join brigade.runs o on o.requested_by = i.requested_by and o.target is null
    left join brigade.calibrations c on c.run_id = o.id and c.property = n.property and c.server = evidence.server
        and c.decided_at > now() - interval '7 days'
    where i.id = run
    group by n.property, n.needed;
$$;
comment on function forge.evidence(bigint, text) is
$$What is known of a server's activity stream: brigade.calibrations of the last seven days, summed over the imports
from that server by the requester of a run. decided: no after a single difference; yes after enough examples (identity
20, text, resolution and deleted 3, anchor and revisions 5, counts_deleted, q_tasks and q_deleted 3) without one;
else unknown.$$;
