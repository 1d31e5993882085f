create or replace function brigade.caller() returns name
-- plpgsql keeps its plan from call to call; a function in SQL would be planned again for each event.
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return case current_setting('role') when 'none' then session_user else current_setting('role')::name end;
end $$;
comment on function brigade.caller() is
$$The role that this session acts as: that of `set role`, or else the one that connected.
Functions that run as their owner ask this, because current_user is the owner there.$$;
