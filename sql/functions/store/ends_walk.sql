create or replace function forge.ends_walk(run bigint, name text, oldest timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce((
        select oldest < c.at - interval '10 minutes'
        from brigade.runs i join brigade.cursors c on c.project_id = i.project_id and c.name = ends_walk.name
        where i.id = run), false);
$$;
comment on function forge.ends_walk(bigint, text, timestamptz) is
$$Whether a walk from the newest on has come to what was read before: oldest is the time of the last thing on its page.
A margin of ten minutes is read again, because what the source does is not seen at once everywhere.$$;
