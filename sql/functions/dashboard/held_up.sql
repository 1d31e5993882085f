create or replace function brigade.held_up() returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select format('backend %s%s has kept rows of %s locked since %s: it must end its transaction', h.pid,
        coalesce(' of role ' || h.role, ''), h.tables, to_char(h.since, 'HH24:MI:SS TZ'))
    from brigade.lock_holders() h
    where h.since < clock_timestamp() - interval '10 seconds'
    order by h.since, h.pid limit 1;
$$;
comment on function brigade.held_up() is
$$Who has held locks on our tables for more than ten seconds, in a sentence; null: nobody, or the owner of the schemas
may not see since when. No worker holds them for as long. brigade.progress shows this where a run stands still.$$;
