create or replace function forge.is_list_whole(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (select from brigade.lists l
        where l.run_id = run and l.thing = 'merge_requests' and l.is_whole);
$$;
comment on function forge.is_list_whole(bigint) is 'Whether a run has read the list of merge requests to its end';
