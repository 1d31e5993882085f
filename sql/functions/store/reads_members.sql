create or replace function forge.reads_members(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select i.level = 'whole' and not exists (
        select from brigade.cursors c
        where c.project_id = i.project_id and c.name = 'members' and c.at >= i.since)
    from brigade.runs i where i.id = run;
$$;
comment on function forge.reads_members(bigint) is
'Whether a freeze check reads members and permissions: of the level whole, when nobody has read them since';
