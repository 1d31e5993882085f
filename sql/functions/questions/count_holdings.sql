create or replace function brigade.count_holdings(project bigint, kind text) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select count(*) from brigade.holdings h where h.project_id = project and h.kind = count_holdings.kind;
$$;
comment on function brigade.count_holdings(bigint, text) is
$$How many things of a kind (brigade.kinds) are here, of one project? `brigade verify` holds this against the source.$$;
