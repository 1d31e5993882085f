create or replace function brigade.estimate_ways(run bigint)
returns table (comments text, tasks text, resolutions text, probes text, requests numeric, hours numeric,
    leaves_out text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with family as (
        select i.id, count(*) as repositories, (
                   select jsonb_object_agg(k.key, k.total) from (
                       select e.key, sum(e.value::bigint) as total
                       from brigade.runs m cross join lateral jsonb_each_text(brigade.sizes_of(m.id)) e
                       where (m.id = i.id or m.parent_id = i.id) and m.pipeline = 'import' and e.value ~ '^[0-9]+$'
                       group by e.key) k) || jsonb_build_object('parts', i.parts::text) as sizes,
               brigade.hourly_budget(array_prepend(i.credential, i.credentials)) as per_hour
        from brigade.runs i
        join brigade.runs m on (m.id = i.id or m.parent_id = i.id) and m.pipeline = 'import'
        where i.id = run group by i.id)
    select r.comments, r.tasks, r.resolutions, r.probes, r.requests, r.hours, r.leaves_out
    from family f
    cross join brigade.estimate_readings(sizes => f.sizes, per_hour => f.per_hour, repositories => f.repositories) r;
$$;
comment on function brigade.estimate_ways(bigint) is
$$What would each way of reading comments and tasks take for an import, in all, by the sizes that its lists have
given so far? Of a workspace, for all its repositories. The columns are those of brigade.estimate_readings.$$;
