create or replace function brigade.dead_exports(names text[]) returns table (name text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.name from unnest(names) as n(name)
    where not exists (
        select from brigade.runs r
        where r.id = split_part(n.name, '-', 2)::bigint
          and coalesce(r.generation, 1) = split_part(n.name, '-', 3)::integer
          and r.state in ('queued', 'running', 'paused'))
    order by n.name;
$$;
comment on function brigade.dead_exports(text[]) is
$$Of names run-<export>-<generation>: those whose export needs its private directory no more. One that is taken up
again (brigade.retry) begins with a new one.$$;
