create or replace function forge.talks_to_read(run bigint, after bigint, most integer)
returns table (iid bigint, is_listed boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select t.iid, t.is_listed
    from brigade.runs i join forge.unread_talks t on t.project_id = i.project_id
    where i.id = run and t.iid > after
    order by t.iid limit most;
$$;
comment on function forge.talks_to_read(bigint, bigint, integer) is
$$Merge requests whose comments and tasks are to be read, in order, behind `after`. is_listed: the merge request itself
was read from a list. Else it is read alone.$$;
