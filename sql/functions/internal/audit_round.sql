create or replace function forge.audit_round(run bigint, most bigint) returns table (iid bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select m.iid
    from brigade.runs i
    join forge.live_merge_requests m on m.project_id = i.project_id
    where i.id = run
    order by m.iid <= coalesce((
        select c.place from brigade.cursors c where c.project_id = i.project_id and c.name = 'audit'), 0), m.iid
    limit greatest(most, 0);
$$;
comment on function forge.audit_round(bigint, bigint) is
$$The next merge requests of the round through all, from where the last sync ended.$$;
