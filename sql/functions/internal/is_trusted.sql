create or replace function forge.is_trusted(run bigint, server text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*) filter (where e.decided = 'yes') = 3
    from forge.evidence(run => run, server => server) e where e.property in ('identity', 'text', 'resolution');
$$;
comment on function forge.is_trusted(bigint, text) is
$$Whether comments may be taken from a server's activity stream: who wrote them to whom, their texts and their
resolutions were the same in it as in lists, wherever both were read.$$;
