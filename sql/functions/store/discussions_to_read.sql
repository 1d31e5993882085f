create or replace function forge.discussions_to_read(run bigint, after bigint, most integer)
returns table (iid bigint, comments boolean, tasks boolean, proved boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select r.iid, r.comments, r.tasks, r.proved
    from forge.readings(run => run, after => after, most => most) r;
$$;
comment on function forge.discussions_to_read(bigint, bigint, integer) is
$$Merge requests in order, behind `after`, and what is to be done for each, see forge.readings: its list of comments or
of tasks is read, or its comments are taken from the activity stream (forge.take_stream).$$;
