create or replace function brigade.check_own(run bigint) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    perform from brigade.runs i
    where i.id = check_own.run
      and (i.requested_by = any (brigade.own_roles(brigade.caller())) or brigade.sees_all(brigade.caller()));
    if not found then
        raise exception using errcode = 'P0002',
            message = format('there is no run %s', coalesce(run::text, 'null')),
            hint = 'See: brigade status, and brigade exports.';
    end if;
end $$;
comment on function brigade.check_own(bigint) is
$$Refuses a run of another tenant in the words for one that does not exist.
Functions that people call and that run as their owner begin with it. Raises P0002.$$;
