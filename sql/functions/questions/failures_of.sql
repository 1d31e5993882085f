create or replace function brigade.failures_of(run bigint default null)
returns table (run_id bigint, stage text, key text, url text, class text, message text, http_status integer,
               attempts integer, first_at timestamptz, last_at timestamptz, source text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.*, i.source
    from brigade.runs i
    join brigade.failures f on f.run_id = i.id
    where failures_of.run in (i.id, i.parent_id)
    union all
    select o.run_id, o.stage, o.key, o.url, o.class, o.message, o.http_status, o.attempts, o.first_at, o.last_at,
           o.source
    from brigade.open_failures o
    where failures_of.run is null
    order by run_id, last_at, stage, key;
$$;
comment on function brigade.failures_of(bigint) is
$$What could not be brought over by one import or, without a number, by any (brigade.open_failures), in the order in
which it failed. The failures of a workspace are those of its repositories, too. `brigade failures` prints them.$$;
