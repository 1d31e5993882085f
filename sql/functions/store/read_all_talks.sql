create or replace function forge.read_all_talks(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    delete from forge.unread_talks t
    where t.project_id = (select i.project_id from brigade.runs i where i.id = run);
$$;
comment on function forge.read_all_talks(bigint, jsonb) is
$$Forgets what was still to be read, because a full import reads the comments and tasks of all merge requests from now
on. rows says nothing.$$;
