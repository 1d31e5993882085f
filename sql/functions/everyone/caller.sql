create or replace function brigade.caller() returns name language sql stable set search_path = pg_catalog, pg_temp as
$$ select case current_setting('role') when 'none' then session_user else current_setting('role')::name end $$;
comment on function brigade.caller() is
$$The role that this session acts as: that of `set role`, or else the one that connected.
Functions that run as their owner ask this, because current_user is the owner there.$$;
