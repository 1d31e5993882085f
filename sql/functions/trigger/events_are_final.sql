create or replace function brigade.events_are_final() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception using errcode = '55000', message = 'brigade.events is only added to: what happened is not changed';
end $$;
comment on function brigade.events_are_final() is
$$Refuses to change a row of brigade.events, because it says what happened.$$;

create or replace trigger events_are_final before update on brigade.events
    for each statement execute function brigade.events_are_final();
