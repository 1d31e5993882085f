create or replace function brigade.last_import(requester name, source text) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select max(r.id)
    from brigade.runs r
    where r.requested_by = requester and r.source = lower(last_import.source) and r.mode = 'full'
      and r.state = 'finished' and r.offline is null;
$$;
comment on function brigade.last_import(name, text) is
$$The newest finished full import of a source by a requester, which a sync builds on. Null: there is none.$$;
