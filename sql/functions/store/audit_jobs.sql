create or replace function forge.audit_jobs(run bigint)
returns table (kind text, key text, iid bigint, payload text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select 'sweep', 'sweep/' || p.page, null::bigint, null::text from forge.pages_to_sweep(run => run) p
    union all
    select 'stream_audit', 'stream_audit/1', null,
           jsonb_build_object('left', s.stream, 'from', (
               select c.url from brigade.runs i
               join brigade.cursors c on c.project_id = i.project_id and c.name = 'stream_audit'
               where i.id = run))::text
    from forge.audit_shares(run => run) s where s.stream > 0
    union all
    select 'tasks', r.iid || '/tasks/1', r.iid, null
    from forge.audit_shares(run => run) s
    cross join lateral forge.audit_round(run => run, most => s.talks) r
    where not s.has_comments and not exists (
        select from brigade.runs i join forge.unread_talks t on t.project_id = i.project_id
        where i.id = run and t.iid = r.iid);
$$;
comment on function forge.audit_jobs(bigint) is
$$Jobs that read again what nothing says that it changed, each of one request: pages of the list of merge requests,
pages of the activity stream (payload: how many, and from where), tasks of a merge request.$$;
