create or replace function forge.stream_is_beside(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce((select i.comments = 'proved' from brigade.runs i where i.id = run), false)
       and forge.is_stream_whole(run => run) and exists (select from forge.stream_notes s where s.run_id = run);
$$;
comment on function forge.stream_is_beside(bigint) is
$$Whether a run compares lists with the activity stream: it was read to its end, and what it showed is still here.$$;
