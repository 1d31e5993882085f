create or replace function forge.note_changed(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.unread_talks as t (project_id, iid, is_listed)
    select distinct i.project_id, x.iid, true
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(iid bigint, raw jsonb)
    left join forge.merge_requests m on m.project_id = i.project_id and m.iid = x.iid
    -- Of a project that was never listed to the end, everything is still to be read.
    where i.id = run and forge.essence(m.raw) is distinct from forge.essence(x.raw)
      and exists (select from brigade.cursors c where c.project_id = i.project_id and c.name = 'newest'
          and c.at is not null)
    order by x.iid
    on conflict (project_id, iid) do update set noted_at = excluded.noted_at, is_listed = true;
$$;
comment on function forge.note_changed(bigint, jsonb) is
$$Notes that the comments and tasks of merge requests are to be read, because the merge requests differ from what is
here: [{iid, raw}]. It is called before forge.put_merge_requests, which writes the new ones.$$;
