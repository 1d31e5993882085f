create or replace function forge.reads_list(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select i.level in ('counts', 'whole') from brigade.runs i where i.id = run;
$$;
comment on function forge.reads_list(bigint) is
'Whether a freeze check reads the list of merge requests whole';
