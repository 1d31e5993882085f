create or replace function forge.merge_requests_to_take(run bigint, rows jsonb) returns table (iid bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select x.iid
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(iid bigint, raw jsonb)
    left join forge.merge_requests m on m.project_id = i.project_id and m.iid = x.iid
    where i.id = run and (m.raw is distinct from x.raw or m.vanished_at is not null) and not exists (
        select from brigade.failures f where f.run_id = run and f.stage like 'pull_requests%' and f.key = x.iid::text)
    order by x.iid;
$$;
comment on function forge.merge_requests_to_take(bigint, jsonb) is
$$Those of a page of merge requests, [{iid, raw}], that are not here as they are there, without those
that this run could not take: they are failures already.$$;
