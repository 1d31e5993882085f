create or replace function brigade.export_unaccounted(run bigint)
returns table (thing text, here bigint, written bigint, dropped bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select s.thing, s.here, s.written, s.dropped from brigade.export_reconciliation s
    where s.export_id = export_unaccounted.run and s.unaccounted <> 0 order by s.thing;
$$;
comment on function brigade.export_unaccounted(bigint) is
'Things of which rows are neither in the output of an export, as it was read back, nor named as dropped.';
