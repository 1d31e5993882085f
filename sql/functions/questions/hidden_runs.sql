create or replace function brigade.hidden_runs() returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select case when brigade.looks_at_all(brigade.caller()) then 0
        else (select count(*) from brigade.runs r
              where r.requested_by <> all (brigade.own_roles(brigade.caller()))) end;
$$;
comment on function brigade.hidden_runs() is
$$How many imports and exports, those of the repositories of a workspace included, are there that the caller cannot see,
because other roles asked for them? It runs as its owner, because the caller cannot count them.$$;
