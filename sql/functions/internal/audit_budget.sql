create or replace function forge.audit_budget(run bigint) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select greatest(case when i.parent_id is null and s.share > 0 then 10 else 0 end, (
               select sum(m.requests) * s.share / 100 from brigade.meters m
               where m.run_id = brigade.last_import(i.requested_by, i.source))::bigint, (
               select a.per_sync from brigade.audits a
               where a.project_id = i.project_id and a.until > clock_timestamp()))
           - (select coalesce(sum(j.requests), 0) from brigade.jobs j where j.run_id = i.id)
    from brigade.runs i
    cross join lateral (
        select coalesce((select a.share from brigade.audits a where a.project_id = i.project_id), 2) as share) s
    where i.id = run;
$$;
comment on function forge.audit_budget(bigint) is
$$Requests that a sync has left for what nothing says that it changed: 2 in 100 of those of the last full import, or
what brigade.audit_share says, and at least 10, less what the sync takes anyway. Of the repositories of a workspace,
no least number. brigade.audit raises it.$$;
