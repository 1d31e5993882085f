create or replace function forge.threads_known(run bigint, server text) returns table (said bigint, silent bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select t.said + coalesce(sum(c.agreed), 0)::bigint, t.silent + coalesce(sum(c.differed), 0)::bigint
    from brigade.runs i
    cross join forge.threads_told(run => run) t
    left join brigade.runs o on o.requested_by = i.requested_by and o.target is null and o.id <> i.id
    left join brigade.calibrations c on c.run_id = o.id and c.property = 'resolutions'
        and c.server = threads_known.server and c.decided_at > now() - interval '7 days'
    where i.id = run group by t.said, t.silent;
$$;
comment on function forge.threads_known(bigint, text) is
$$The same as forge.threads_told, with what other imports from that server by the same requester found out within seven
days.$$;
