create or replace function brigade.count_holdings(project bigint, thing text) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*) from brigade.holdings h where h.project_id = project and h.thing = count_holdings.thing;
$$;
comment on function brigade.count_holdings(bigint, text) is
$$How many things of one sort (brigade.things) are here, of one project? `brigade verify` holds this against the
source.$$;
