create or replace function brigade.limit_requester(role name, live_imports integer default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    if limit_requester.live_imports is null and limit_requester.role = '' then
        raise exception using errcode = '22023', message = 'the limit of all cannot be taken away',
            hint = 'Write a number, such as 1000.';
    elsif limit_requester.live_imports < 0 then
        raise exception using errcode = '22023', message = 'a limit is 0 or more';
    elsif limit_requester.role <> '' and not exists (
        select from pg_roles r where r.rolname = limit_requester.role) then
        raise exception using errcode = '22023',
            message = format('there is no role "%s"', limit_requester.role);
    end if;
    delete from brigade.requester_limits l where l.role = limit_requester.role;
    insert into brigade.requester_limits (role, live_imports)
    select limit_requester.role, limit_requester.live_imports where limit_requester.live_imports is not null;
end $$;
comment on function brigade.limit_requester(name, integer) is
$$Sets how many imports a requester may have that have not ended; null: as all others. The role '' stands for all
others. Raises 22023 (no such role, no number)$$;
