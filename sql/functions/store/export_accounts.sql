create or replace function brigade.export_accounts(run bigint)
returns table (thing text, here bigint, dropped bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select s.thing, s.here, s.dropped from brigade.export_reconciliation s
    where s.export_id = export_accounts.run order by s.thing;
$$;
comment on function brigade.export_accounts(bigint) is
$$How many rows of each thing an export found when it was planned, and how many of them it has named as dropped.$$;
