create or replace function forge.read_talks_anew(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    -- as brigade.finish does, before rows that a deletion takes along
    select from brigade.runs i where i.id = run for key share;
    delete from brigade.pages p
    using (select x.iid from jsonb_to_recordset(rows) as x(iid bigint) order by x.iid) x
    where p.run_id = run and p.thing in ('merge_request_notes', 'tasks')
      and p.list in (x.iid || '/comments', x.iid || '/stream', x.iid || '/tasks');
$$;
comment on function forge.read_talks_anew(bigint, jsonb) is
$$Forgets what this run has read of the comments and tasks of merge requests, [{iid}], because it reads them again.$$;
