create or replace function forge.note_stream(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.unread_talks as t (project_id, iid, is_listed)
    select i.project_id, x.iid, false
    from brigade.runs i
    cross join lateral forge.unknown_entries(run => i.id, rows => note_stream.rows) x
    -- What this run could not read is a failure already, or is gone, and brigade.retry takes it up.
    where i.id = run and not exists (
            select from brigade.failures f
            where f.run_id = run and f.stage like 'pull_requests%' and split_part(f.key, '/', 1) = x.iid::text)
      and not exists (
            select from brigade.omissions o
            where o.run_id = run and o.stage like 'pull_requests%' and o.reason = 'gone'
              and split_part(o.key, '/', 1) = x.iid::text)
    order by x.iid
    on conflict (project_id, iid) do update set noted_at = excluded.noted_at;
$$;
comment on function forge.note_stream(bigint, jsonb) is
$$Notes that merge requests are to be read, because entries of the activity stream are not here: rows as of
forge.unknown_entries. The stream never changes a row: what it names is read from lists. It is called before
forge.put_merge_request_events.$$;
