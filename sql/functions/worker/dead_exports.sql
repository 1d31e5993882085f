create or replace function brigade.dead_exports(names text[]) returns table (name text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select n.name from unnest(names) as n(name)
    where not exists (
        select from brigade.runs r
        where r.id = split_part(n.name, '-', 2)::bigint
          and coalesce(r.generation, 1) = split_part(n.name, '-', 3)::integer
          and r.state <> 'cancelled' and (r.state <> 'finished' or r.verdict = 'incomplete' and not exists (
                select from brigade.runs o
                where o.project_id = r.project_id and o.target = r.target and o.id > r.id
                  and o.directory is not null)))
    order by n.name;
$$;
comment on function brigade.dead_exports(text[]) is
$$Of names run-<export>-<generation>: those whose export needs its private directory no more. One that is incomplete
may be taken up again (brigade.retry), until a newer one of the same project and target was published.$$;
