create or replace function brigade.dead_attempts(names text[]) returns table (name text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.name from unnest(names) as n(name)
    where not exists (
        select from brigade.jobs j
        join brigade.runs i on i.id = j.run_id
        where i.id = split_part(n.name, '-', 1)::bigint and i.state in ('queued', 'running', 'paused')
          and j.id = split_part(n.name, '-', 2)::bigint
          and j.token = substring(n.name from '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')::uuid
          and j.state = 'ready')
    order by n.name;
$$;
comment on function brigade.dead_attempts(text[]) is
$$Of names <run>-<job>-<attempt>-<token>: those whose claim has ended. Their directories below staging may be removed.
Names without a token are of programs whose claims no database knows any more.$$;
