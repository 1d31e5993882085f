create or replace function forge.unseen(run bigint) returns table (iid bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select m.iid
    from brigade.runs i
    join brigade.tallies t on t.run_id = i.id and t.thing = 'merge_requests'
    join forge.live_merge_requests m on m.project_id = i.project_id
    where i.id = run and i.mode = 'sync' and i.stage = 'audit'
      and t.announced < (select count(*) from forge.live_merge_requests l where l.project_id = i.project_id)
      and coalesce(m.seen_at, '-infinity') < forge.source_time(run => run)
      and not exists (select from brigade.failures f where f.run_id = i.id and f.stage = i.stage);
$$;
comment on function forge.unseen(bigint) is
$$Merge requests that a sync did not see in the list, which says that it has fewer than are here, and which was read
whole therefore (forge.pages_to_sweep). Their own addresses are asked whether they are gone.$$;
